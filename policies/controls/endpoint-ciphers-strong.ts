import { TLS_CIPHERS } from "../../components/endpoint.ts";
import { control } from "../control.ts";
import { awsListener, awsListeners, listener, pool, tls } from "../facts/tls.ts";

const STRONG = [
  /^TLS_(AES_(128|256)_(GCM|CCM|CCM_8)|CHACHA20_POLY1305)_SHA(256|384)$/,
  /^(ECDHE|DHE)-(ECDSA|RSA)-(AES(128|256)-(GCM-SHA(256|384)|CCM8?)|CHACHA20-POLY1305(-SHA256)?|ARIA(128|256)-GCM-SHA(256|384))$/,
  /^DHE-RSA-AES(128|256)-CCM8?$/,
  /^(EECDH|ECDHE|EDH|DHE)\+(AESGCM|AESCCM|CHACHA20)$/,
];

/** What only takes ciphers away, or sets a level, lets nothing weak in. */
const isStrong = (cipher: string): boolean =>
  /^([!-]|@SECLEVEL=)/.test(cipher) || STRONG.some((pattern) => pattern.test(cipher));

export default control({
  id: "endpoint-ciphers-strong",
  title: "Take ciphers with forward secrecy and authenticated encryption only",
  why: "Without forward secrecy a stolen key opens all that was ever recorded, and older ciphers are broken outright.",
  fix: "Set `tlsCiphers` to Mozilla's intermediate list, such as ECDHE-RSA-AES128-GCM-SHA256 and its like, each by its name; on AWS `sslPolicy` to one of TLS13-1-2-Res or TLS13-1-3, such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06; the others take CBC, too.",
  severity: "high",
  sources: {
    talk: ["tls-inbound", "tls-between-services"],
    ossg: ["tls-introduction", "tls-proxies-and-http-services"],
    "nist-800-53": ["SC-8(1)", "SC-13"],
    fsbp: ["ELB.17"],
    "nist-csf": ["protect"],
  },
  reads: tls,
  judge: ({ speaker, ciphers }) => {
    if (!ciphers?.length) return `${speaker} leaves its ciphers to the cloud.`;
    const weak = ciphers.find((cipher) => !isStrong(cipher));
    return weak === undefined
      ? undefined
      : `${speaker} takes the cipher ${weak}, which is weak or names no single one.`;
  },
  pass: [
    { api: listener({ tlsCiphers: TLS_CIPHERS.join(":") }) },
    { api: listener({ tlsCiphers: "EECDH+AESGCM:ECDHE+CHACHA20:DHE-RSA-AES256-GCM-SHA384:!aNULL:!MD5:@SECLEVEL=2" }) },
    { passed: listener({ protocol: "HTTPS" }) },
    { servers: pool({ tlsCiphers: "TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-CHACHA20-POLY1305" }) },
    { plain: pool({ tlsEnabled: false }) },
    ...awsListeners.map((type) => ({
      api: awsListener({ sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06" }, type),
    })),
    ...[
      "TLS13-1-3-2021-06",
      "TLS13-1-3-FIPS-2023-04",
      "TLS13-1-2-Res-FIPS-2023-04",
      "TLS13-1-2-Res-PQ-2025-09",
      "FS-1-2-Res-2020-10",
    ].map((policy) => ({
      api: awsListener({ sslPolicy: `ELBSecurityPolicy-${policy}`, protocol: "TLS" }),
    })),
  ],
  fail: [
    { api: listener() },
    { api: listener({ tlsCiphers: "" }) },
    ...[
      "HIGH:!aNULL",
      "ECDHE-RSA-AES128-SHA256",
      "ECDHE-RSA-AES256-SHA",
      "AES256-GCM-SHA384",
      "DES-CBC3-SHA",
      "RC4-MD5",
      "NULL-SHA256",
      "EXP-RC4-MD5",
      "ADH-AES128-GCM-SHA256",
      "AECDH-AES256-SHA",
      "ALL",
      "EECDH",
      "ADH+AESGCM",
      "DH+AESGCM",
    ].map((cipher) => ({ api: listener({ tlsCiphers: `ECDHE-RSA-AES128-GCM-SHA256:${cipher}` }) })),
    { servers: pool() },
    { servers: pool({ tlsCiphers: "DEFAULT" }) },
    { api: awsListener() },
    ...[
      "2016-08",
      "TLS13-1-2-2021-06",
      "TLS13-1-2-FIPS-2023-04",
      "TLS13-1-2-PQ-2025-09",
      "FS-1-2-Res-2019-08",
      "TLS13-1-2-Ext1-2021-06",
      "TLS13-1-2-Ext2-FIPS-2023-04",
      "TLS-1-2-2017-01",
    ].map((policy) => ({ api: awsListener({ sslPolicy: `ELBSecurityPolicy-${policy}` }) })),
  ],
});
