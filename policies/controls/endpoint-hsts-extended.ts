import { control } from "../control.ts";
import { awsListener, awsListeners, hsts, listener, telling } from "../facts/tls.ts";

const DAY = 24 * 60 * 60;

export default control({
  id: "endpoint-hsts-extended",
  title: "Extend HSTS to a week once a day went well",
  why: "A browser that comes back less than once a day starts over plain HTTP each time.",
  fix: "Raise `hstsMaxAge`, on AWS the header's max-age, to a week (604800), then to a year.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["hsts-extended"], ossg: ["https-hsts-xss-ssrf"], "nist-800-53": ["SC-8"], "nist-csf": ["protect"] },
  reads: hsts,
  judge: ({ maxAge }) =>
    maxAge >= DAY && maxAge < 7 * DAY ? "The listener holds browsers to TLS for less than a week." : undefined,
  pass: [
    { api: listener({ hstsMaxAge: 604800 }) },
    { api: listener({ hstsMaxAge: 31536000 }) },
    { another: listener() },
    ...awsListeners.map((type) => ({ api: awsListener(telling("max-age=604800"), type) })),
  ],
  fail: [
    { api: listener({ hstsMaxAge: 86400 }) },
    { api: listener({ hstsMaxAge: 604799 }) },
    { api: awsListener(telling("max-age=86400")) },
  ],
});
