import { control } from "../control.ts";
import { awsListener, awsListeners, listener, pool, tls } from "../facts/tls.ts";

export default control({
  id: "endpoint-tls-versions-current",
  title: "Speak TLS 1.2 and 1.3 only",
  why: "Who can make both ends fall back to an older version reads what they say.",
  fix: "Set `tlsVersions` to TLSv1.2 and TLSv1.3, or on AWS `sslPolicy` to a policy whose name begins with ELBSecurityPolicy-TLS13-1-2 or TLS13-1-3.",
  severity: "high",
  sources: {
    talk: ["tls-inbound", "tls-between-services"],
    ossg: ["tls-introduction", "tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8(1)", "SC-13"],
    fsbp: ["ELB.17"],
    "nist-csf": ["protect"],
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
    ...awsListeners.map((type) => ({
      api: awsListener({ sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" }, type),
    })),
    ...["TLS13-1-3-2021-06", "TLS13-1-2-Res-FIPS-2023-04", "TLS13-1-2-Res-PQ-2025-09", "FS-1-2-Res-2020-10"].map(
      (policy) => ({ api: awsListener({ sslPolicy: `ELBSecurityPolicy-${policy}` }) }),
    ),
    { passed: awsListener({ protocol: "TCP" }) },
  ],
  fail: [
    { api: listener() },
    { api: listener({ tlsVersions: [] }) },
    { api: listener({ tlsVersions: ["TLSv1.1", "TLSv1.2"] }) },
    { api: listener({ tlsVersions: ["TLSv1"] }) },
    { api: listener({ tlsVersions: ["SSLv3", "TLSv1.3"] }) },
    { servers: pool() },
    { servers: pool({ tlsVersions: ["TLSv1.2", "TLSv1.1"] }) },
    { api: awsListener() },
    ...[
      "2016-08",
      "2015-05",
      "FS-2018-06",
      "FS-1-1-2019-08",
      "TLS-1-0-2015-04",
      "TLS-1-1-2017-01",
      "TLS13-1-1-2021-06",
    ].map((policy) => ({ api: awsListener({ sslPolicy: `ELBSecurityPolicy-${policy}` }) })),
    { api: awsListener({ sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06", protocol: "TLS" }) },
    { api: awsListener({ sslPolicy: "MyPolicy" }) },
  ],
});
