import { control, type Example } from "../control.ts";

interface Listed {
  readonly url: string;
}

const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
const SECRET =
  /[?&#;](?:[\w.-]{0,40}[_.-])?(access_?key|api_?key|auth|key|pass(wd|word)?|pwd|secret|sig(nature)?|token|user(name)?)[^=&]*=/i;

const endpoint = (url: string): Example => ({
  api: ["openstack:identity/endpointV3:EndpointV3", { endpointRegion: "one", serviceId: "a-service", url }],
});

export default control({
  id: "endpoint-urls-encrypted",
  title: "List services by https, and without credentials in the address",
  why: "Clients do what the catalogue says, in plain text too, and an address ends up in logs, histories and caches with all that it holds.",
  fix: "Register the address as https://host/path, and leave credentials to the headers.",
  severity: "critical",
  sources: {
    talk: ["tls-inbound", "tls-between-services", "url-without-secrets"],
    ossg: ["tls-proxies-and-http-services", "Check-Identity-03", "Check-Neutron-05"],
    "nist-800-53": ["SC-8", "SC-8(1)", "IA-5(7)"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:identity/endpointV3:EndpointV3": (endpoint): Listed[] => [
      {
        get url() {
          return String(endpoint.url ?? "");
        },
      },
    ],
  },
  judge: ({ url }: Listed) => {
    if (!/^https:\/\//i.test(url)) return "The service is listed at an address that is not https.";
    if (AUTHORITY.exec(url)?.[1]?.includes("@")) return "The service's address has a user's name or password in it.";
    return SECRET.test(url) ? "The service's address has a parameter that is for a secret." : undefined;
  },
  pass: [
    endpoint("https://api.example.org:5000/v3"),
    endpoint("https://api.example.org/v1/AUTH_%(tenant_id)s"),
    endpoint("HTTPS://[2001:db8::1]:9696/"),
  ],
  fail: [
    endpoint("http://api.example.org:5000/v3"),
    endpoint("api.example.org:5000"),
    endpoint(""),
    endpoint("https://admin:secret@api.example.org/"),
    endpoint("https://token@api.example.org:8774/v2.1"),
    endpoint("https://api.example.org/v3?token=abc"),
    endpoint("https://api.example.org/v3?region=one&api_key=abc"),
  ],
});
