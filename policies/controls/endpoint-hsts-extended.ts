import { control } from "../control.ts";
import { hsts, listener } from "../facts/tls.ts";

const DAY = 24 * 60 * 60;

export default control({
  id: "endpoint-hsts-extended",
  title: "Extend HSTS to a week once a day went well",
  why: "A browser that comes back less than once a day starts over plain HTTP each time.",
  fix: "Raise `hstsMaxAge` to a week (604800), then to a year.",
  severity: "low",
  level: "advisory",
  sources: { talk: ["hsts-extended"], ossg: ["https-hsts-xss-ssrf"], "nist-800-53": ["SC-8"] },
  reads: hsts,
  judge: ({ maxAge }) =>
    maxAge >= DAY && maxAge < 7 * DAY ? "The listener holds browsers to TLS for less than a week." : undefined,
  pass: [
    { api: listener({ hstsMaxAge: 604800 }) },
    { api: listener({ hstsMaxAge: 31536000 }) },
    { another: listener() },
  ],
  fail: [{ api: listener({ hstsMaxAge: 86400 }) }, { api: listener({ hstsMaxAge: 604799 }) }],
});
