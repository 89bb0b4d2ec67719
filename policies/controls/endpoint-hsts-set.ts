import { control } from "../control.ts";
import { awsListener, awsListeners, hsts, listener, telling } from "../facts/tls.ts";

const DAY = 24 * 60 * 60;
const YEAR = 365 * DAY;

export default control({
  id: "endpoint-hsts-set",
  title: "Tell browsers by HSTS to stay with TLS, in stages",
  why: "A browser that was not told goes over plain HTTP first, where anybody on the way may answer; told too much too early, it is locked out for as long.",
  fix: "Set `hstsMaxAge` to a day or a week, then extend it; `hstsIncludeSubdomains` and `hstsPreload` come last, at a year; on AWS the listener has the whole header as one input.",
  severity: "medium",
  sources: {
    talk: ["hsts-set", "hsts-extended"],
    ossg: ["https-hsts-xss-ssrf"],
    "nist-800-53": ["SC-8"],
    "nist-csf": ["protect"],
  },
  reads: hsts,
  judge: ({ maxAge, includeSubdomains, preload }) => {
    if (!(maxAge > 0)) return "The listener sends no HSTS header.";
    if (maxAge < DAY) return `The listener holds browsers to TLS for ${maxAge} seconds, less than a day.`;
    if (preload && (maxAge < YEAR || !includeSubdomains))
      return "The listener lets browsers preload its name before it holds for a year and for every name below it.";
    return undefined;
  },
  pass: [
    { start: listener({ hstsMaxAge: 86400 }) },
    { later: listener({ hstsMaxAge: 604800 }) },
    { end: listener({ hstsMaxAge: 31536000, hstsIncludeSubdomains: true, hstsPreload: true }) },
    { passed: listener({ protocol: "HTTPS" }) },
    ...awsListeners.map((type) => ({ api: awsListener(telling("max-age=604800"), type) })),
    { end: awsListener(telling("max-age=31536000; includeSubDomains; preload")) },
    { passed: awsListener({ protocol: "TLS" }) },
    { redirect: awsListener({ protocol: "HTTP", port: 80 }) },
  ],
  fail: [
    { api: listener() },
    { api: listener({ hstsMaxAge: 0 }) },
    { api: listener({ hstsMaxAge: 3600 }) },
    { api: listener({ hstsMaxAge: 604800, hstsIncludeSubdomains: true, hstsPreload: true }) },
    { api: listener({ hstsMaxAge: 31536000, hstsPreload: true }) },
    { api: awsListener() },
    ...[
      "",
      "max-age=0",
      "max-age=3600",
      "includeSubDomains",
      "max-age=604800; includeSubDomains; preload",
      "max-age=31536000; preload",
    ].map((header) => ({ api: awsListener(telling(header)) })),
  ],
});
