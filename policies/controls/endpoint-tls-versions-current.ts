import { control } from "../control.ts";
import { listener, pool, tls } from "../facts/tls.ts";

export default control({
  id: "endpoint-tls-versions-current",
  title: "Speak TLS 1.2 and 1.3 only",
  why: "Who can make both ends fall back to an older version reads what they say.",
  fix: "Set `tlsVersions` to TLSv1.2 and TLSv1.3.",
  severity: "high",
  sources: {
    talk: ["tls-inbound", "tls-between-services"],
    ossg: ["tls-introduction", "tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8(1)", "SC-13"],
  },
  settings: {
    versions: {
      type: "array",
      items: { type: "string", pattern: "^\\d\\.\\d$" },
      default: ["1.2", "1.3"] as string[],
      description: "The versions of TLS that are good enough.",
    },
  },
  reads: tls,
  judge: ({ speaker, versions }, { versions: good }) => {
    if (!versions?.length) return `${speaker} leaves the versions of TLS to the cloud.`;
    const old = versions.find((version) => !good.includes(version));
    return old === undefined ? undefined : `${speaker} speaks TLS ${old.replace(/^TLS/i, "")}.`;
  },
  pass: [
    { api: listener({ tlsVersions: ["TLSv1.2", "TLSv1.3"] }) },
    { strict: listener({ tlsVersions: ["TLSv1.3"] }) },
    { passed: listener({ protocol: "HTTPS" }) },
    { servers: pool({ tlsVersions: ["TLSv1.3", "TLSv1.2"] }) },
    { plain: pool({ tlsEnabled: false }) },
  ],
  fail: [
    { api: listener() },
    { api: listener({ tlsVersions: [] }) },
    { api: listener({ tlsVersions: ["TLSv1.1", "TLSv1.2"] }) },
    { api: listener({ tlsVersions: ["TLSv1"] }) },
    { api: listener({ tlsVersions: ["SSLv3", "TLSv1.3"] }) },
    { servers: pool() },
    { servers: pool({ tlsVersions: ["TLSv1.2", "TLSv1.1"] }) },
  ],
});
