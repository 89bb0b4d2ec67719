import type { SystemFileArgs } from "./cloud-init.ts";
import { certificateIn, certificatesIn, type EndpointArgs, type Hsts, hstsOf, TLS_CIPHERS } from "./endpoint.ts";
import { formatAddress, parseRange } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import { isHost } from "./rsyslog.ts";

/** One of the servers behind a proxy. */
export interface ProxyMemberArgs {
  /** Its address, such as `10.20.64.11`. */
  address: string;
  /** The port that it speaks TLS on. Defaults to 443. */
  port?: number;
}

/** The API behind a proxy: servers that stand in for each other. */
export interface ProxyUpstreamArgs {
  /** The servers, each under a name of its own. */
  members: { [name: string]: ProxyMemberArgs };
  /** The name that their certificates have, such as `identity.internal.example.org`. */
  certificateName: string;
  /** The certificates of the authorities that may have signed theirs, as PEM. They are public. */
  caCertificate: string;
}

/** Something that clients may do with an API. */
export interface ProxyOperationArgs {
  /** The HTTP methods: some of `DELETE`, `GET`, `HEAD`, `OPTIONS`, `PATCH`, `POST`, `PUT`. */
  methods: string[];
  /** The path, such as `/v3/auth/tokens`; `*` stands for one part of it, `**` at the end for any number, as in `/v2.1/servers/*` and `/v1/AUTH_abc/**`. */
  path: string;
}

/** What every TLS proxy takes, whichever cloud it stands in. */
export interface ProxyArgs {
  /** The name that clients call it by, such as `identity.example.org`. No other is answered. */
  hostName: string;
  /** The port that clients connect to, over TLS. Defaults to 443. Port 80 answers with nothing but the way to it, to those whom a flow lets through. */
  port?: number;
  /** The API behind it. */
  upstream: ProxyUpstreamArgs;
  /** What clients may do, each under a name of its own. Everything else is answered with 403. */
  operations: { [name: string]: ProxyOperationArgs };
  /** For how long browsers must not leave TLS: `day`, `week` or `year`. Start with a day or a week, then extend. Defaults to `week`. */
  hsts?: string;
  /** Whether that holds for every name below the host's too. Only with `year`. Defaults to false. */
  hstsIncludeSubdomains?: boolean;
  /** Whether browsers may carry the name on their lists, from which it is hard to get off. Only with `year` and `hstsIncludeSubdomains`. Defaults to false. */
  hstsPreload?: boolean;
  /** How many requests one address may make in a second, from 1 to 10000; in IPv6 one /64. Beyond it is answered with 429. Defaults to 20. */
  requestsPerSecond?: number;
  /** How many requests one address may make at once before that counts, from 0 to 10000. Defaults to 40. */
  burst?: number;
  /** How many connections one address may have, from 1 to 10000; in IPv6 one /64. Defaults to 50. */
  connectionsPerAddress?: number;
  /** The largest request body, in KiB from 1 to 102400, or to 1048576 without a `waf`, which reads it whole. Defaults to 1024. */
  bodyLimit?: number;
  /** How long the API may say nothing, in seconds from 1 to 3600. Defaults to 60. */
  upstreamTimeout?: number;
  /**
   * What the web application firewall (ModSecurity with the OWASP core rule set) does with an attack: `block` answers it with 403, `detect` only logs it, and `off` means
   * that there is none. Defaults to `block`.
   */
  waf?: string;
}

/** A proxy's arguments, looked at and with their defaults. */
interface Proxy {
  readonly hostName: string;
  readonly port: number;
  readonly servers: readonly string[];
  readonly certificateName: string;
  readonly caCertificate: string;
  /** What is allowed, as regular expressions over `METHOD /path`. */
  readonly allowed: readonly string[];
  readonly methods: readonly string[];
  readonly hsts: Hsts;
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly connectionsPerAddress: number;
  readonly bodyLimit: number;
  readonly upstreamTimeout: number;
  readonly waf: string;
}

/** Where things are on the proxy. Debian's own `nginx.conf` stays as it is, so that upgrades have nothing to ask about. */
export const NGINX_CONFIG = "/etc/nginx/tls-proxy.conf";
export const WAF_CONFIG = "/etc/nginx/waf.conf";
export const WAF_LOG = "/var/log/nginx/waf.audit";
export const UPSTREAM_CA = "/etc/nginx/tls/upstream-ca.pem";
export const CERTIFICATE = "/etc/nginx/tls/proxy";

const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const WAF = ["off", "detect", "block"];

/** The last words of the names that secrets go by in a query. */
const SECRET_NAMES =
  "token|passw(?:or)?d|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|auth|authorization|signature|jwt";

/** A part of a path that can stand in a regular expression, and in quotation marks, once its dots and plus signs are escaped. */
const PART = /^[A-Za-z0-9._~:@+-]+$/;

const within = (what: string, got: number, first: number, last: number, unit = ""): number =>
  Number.isInteger(got) && got >= first && got <= last
    ? got
    : refuse(what, got, `a whole number${unit} from ${first} to ${last}`);

const isHostName = (name: string): boolean => isHost(name) && parseRange(name) === undefined && name.includes(".");

const patternOf = (what: string, path: string): string => {
  const parts = path.split("/").slice(1);
  const last = parts.length - 1;
  const known = (part: string, i: number) =>
    part === "*" ||
    (part === "**" && i === last) ||
    (part === "" && i === last) ||
    (PART.test(part) && !/^\.+$/.test(part));
  if (!path.startsWith("/") || path.length > 500 || !parts.every(known))
    refuse(
      what,
      path,
      "a path such as /v2.1/servers/*, of letters, digits, and ._~:@+-, with * for a part and ** for the rest",
    );
  if (/^(\/v\d+(\.\d+)?)?\/\*\*?\/?$/.test(path)) refuse(what, path, "less than every path of the API");
  return parts
    .map((part) => (part === "*" ? "/[^/]+" : part === "**" ? "/.*" : `/${part.replaceAll(/[.+]/g, "\\$&")}`))
    .join("");
};

const allowedOf = (what: string, operations: ProxyArgs["operations"]): string[] => {
  if (Object.keys(operations).length === 0)
    refuse(`${what}: operations`, operations, "at least one operation, as none is let through");
  return Object.entries(operations).map(([name, { methods, path }]) => {
    if (!/^[a-zA-Z0-9-]{1,40}$/.test(name))
      refuse(`${what}: the name of an operation`, name, "1 to 40 letters, digits and hyphens");
    const place = `${what}: operations.${name}`;
    if (methods.length === 0) refuse(`${place}.methods`, methods, `at least one of ${oneOf(METHODS)}`);
    for (const method of methods) if (!METHODS.includes(method)) refuse(`${place}.methods`, method, oneOf(METHODS));
    return `^(?:${[...new Set(methods)].join("|")}) ${patternOf(`${place}.path`, path)}$`;
  });
};

const serversOf = (what: string, members: ProxyUpstreamArgs["members"]): string[] => {
  if (Object.keys(members).length === 0) refuse(what, members, "at least one server");
  return Object.entries(members).map(([name, { address, port = 443 }]) => {
    if (!/^[a-zA-Z0-9-]{1,40}$/.test(name))
      refuse(`${what}: the name of a member`, name, "1 to 40 letters, digits and hyphens");
    const range = address.includes("/") ? undefined : parseRange(address);
    if (!range) return refuse(`${what}.${name}.address`, address, "an address such as 10.20.64.11");
    const written = formatAddress(range.version, range.first);
    within(`${what}.${name}.port`, port, 1, 65535);
    return range.version === 4 ? `${written}:${port}` : `[${written}]:${port}`;
  });
};

const proxyOf = (what: string, args: ProxyArgs): Proxy => {
  const { hostName, port = 443, upstream, operations, waf = "block" } = args;
  const { members, certificateName, caCertificate } = upstream;
  if (!isHostName(hostName)) refuse(`${what}: hostName`, hostName, "a name such as identity.example.org");
  if (port === 80) refuse(`${what}: port`, port, "another than 80, which is not for TLS");
  if (!isHostName(certificateName))
    refuse(`${what}: upstream.certificateName`, certificateName, "a name such as identity.internal.example.org");
  certificateIn(`${what}: upstream.caCertificate`, caCertificate);
  if (!WAF.includes(waf)) refuse(`${what}: waf`, waf, oneOf(WAF));
  return {
    hostName: hostName.toLowerCase(),
    port: within(`${what}: port`, port, 1, 65535),
    servers: serversOf(`${what}: upstream.members`, members),
    certificateName,
    // Nothing but the certificates: around them could stand a key.
    caCertificate: certificatesIn(caCertificate).join(""),
    allowed: allowedOf(what, operations),
    methods: METHODS.filter((method) => Object.values(operations).some(({ methods }) => methods.includes(method))),
    hsts: hstsOf(what, args as Pick<EndpointArgs, "hsts" | "hstsIncludeSubdomains" | "hstsPreload">),
    requestsPerSecond: within(`${what}: requestsPerSecond`, args.requestsPerSecond ?? 20, 1, 10_000),
    burst: within(`${what}: burst`, args.burst ?? 40, 0, 10_000),
    connectionsPerAddress: within(`${what}: connectionsPerAddress`, args.connectionsPerAddress ?? 50, 1, 10_000),
    bodyLimit: within(`${what}: bodyLimit`, args.bodyLimit ?? 1024, 1, waf === "off" ? 1_048_576 : 102_400, " of KiB"),
    upstreamTimeout: within(`${what}: upstreamTimeout`, args.upstreamTimeout ?? 60, 1, 3600, " of seconds"),
    waf,
  };
};

/** TLS 1.2's names; nginx leaves TLS 1.3's own three as OpenSSL has them, which are the same as ours. */
const CIPHERS = TLS_CIPHERS.filter((cipher) => !cipher.startsWith("TLS_")).join(":");

const hstsHeader = ({ maxAge, includeSubdomains, preload }: Hsts): string =>
  `max-age=${maxAge}${includeSubdomains ? "; includeSubDomains" : ""}${preload ? "; preload" : ""}`;

/** What the API says of itself, and the headers that the proxy sets in its place. */
const HIDDEN = [
  "Content-Security-Policy",
  "Public-Key-Pins",
  "Referrer-Policy",
  "Server",
  "Strict-Transport-Security",
  "Via",
  "X-AspNet-Version",
  "X-Content-Type-Options",
  "X-Frame-Options",
  "X-Powered-By",
  "X-Runtime",
];

/** Headers that are not a client's to say: how it came here, and who OpenStack's own middleware took it for. */
const CLEARED = [
  "Forwarded",
  "Proxy",
  "Via",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
  "X-Forwarded-Server",
  "X-Identity-Status",
  "X-Is-Admin-Project",
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-Roles",
  "X-SSL-Client-Verify",
  "X-User-Id",
];

const lines = (indent: string, texts: readonly string[]): string => texts.map((text) => `${indent}${text}\n`).join("");

const nginxText = (proxy: Proxy): string => `# An API behind TLS. Written by hardening-baseline.
user www-data;
worker_processes auto;
worker_rlimit_nofile 16384;
pid /run/nginx.pid;
# No lower than error: what is below it tells of requests before anyone has looked at them.
error_log syslog:server=unix:/dev/log,facility=local5,tag=nginx,nohostname error;
${proxy.waf === "off" ? "" : "load_module modules/ngx_http_modsecurity_module.so;\n"}
events {
  worker_connections 4096;
}

http {
  default_type application/octet-stream;
  server_tokens off;
  autoindex off;
  etag off;

  # Neither queries nor headers are written down: tokens could be in them.
  log_format proxy escape=json '{"time":"$time_iso8601","client":"$remote_addr","method":"$request_method","path":"$uri",'
    '"status":"$status","bytes":"$body_bytes_sent","seconds":"$request_time","tls":"$ssl_protocol","cipher":"$ssl_cipher",'
    '"upstream":"$upstream_addr","upstream_status":"$upstream_status","id":"$request_id"}';
  access_log syslog:server=unix:/dev/log,facility=local5,tag=nginx,severity=info,nohostname proxy;

  # Mozilla's intermediate configuration, but for finite-field Diffie-Hellman. No stapling: authorities give OCSP up, and the proxy may not go out.
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ${CIPHERS};
  ssl_prefer_server_ciphers off;
  ssl_ecdh_curve X25519:prime256v1:secp384r1;
  ssl_session_timeout 1d;
  ssl_session_cache shared:tls:10m;
  ssl_session_tickets off;
  ssl_stapling off;

  # Who is slow, or says too much, is let go.
  client_header_timeout 10s;
  client_body_timeout 10s;
  send_timeout 10s;
  keepalive_timeout 15s;
  keepalive_requests 1000;
  reset_timedout_connection on;
  client_header_buffer_size 1k;
  large_client_header_buffers 4 16k;
  client_body_buffer_size 16k;
  client_max_body_size ${proxy.bodyLimit}k;
  ignore_invalid_headers on;
  underscores_in_headers off;

  # In IPv6 anyone has a whole /64.
  map $remote_addr $client {
    default $binary_remote_addr;
    "~^(?<whole>(?:[0-9a-f]+:){4})" $whole;
    "~^(?<short>[0-9a-f:]*?)::" "$short::";
  }
  limit_req_zone $client zone=requests:10m rate=${proxy.requestsPerSecond}r/s;
  limit_req_status 429;
  limit_req_log_level info;
  limit_conn_zone $client zone=connections:10m;
  limit_conn_status 429;
  limit_conn_log_level info;

  # What the API could read otherwise than the proxy does.
  map $request_uri $ambiguous {
    default 0;
    "~*^[^?]*%(?:25)?(?:[01][0-9a-f]|2[ef]|5c|7f)" 1;
    "~^[^?]*(?://|\\x5c|/\\.\\.?(?:[/?]|$))" 1;
    "~^[^/]" 1;
    "~*^[^?]*\\?.*%(?:[01][0-9a-f]|7f)" 1;
  }

  # Names of secrets in a query, and names with letters that are hidden behind percent signs.
  map $args $secret {
    default 0;
    "~*(?:^|[&;?])[^=&;]*(?:${SECRET_NAMES})(?:%20|\\+)*(?:[=&;]|%3d|$)" 1;
    "~*(?:^|[&;?])[^=&;]*%(?:3[0-9]|[46][1-9a-f]|5[0-9af]|7[0-9a]|2d)[^=&;]*(?:[=&;]|$)" 1;
  }

  map "$request_method $uri" $allowed {
    default 0;
${lines(
  "    ",
  proxy.allowed.map((pattern) => `"~${pattern}" 1;`),
)}  }

  upstream api {
    zone api 64k;
${lines(
  "    ",
  proxy.servers.map((server) => `server ${server} max_fails=3 fail_timeout=10s;`),
)}    keepalive 32;
  }

  # Only the way to TLS.
  server {
    listen 80 default_server;
    listen [::]:80 default_server ipv6only=on;
    server_name _;
    client_max_body_size 1k;
    limit_req zone=requests burst=${proxy.burst} nodelay;
    limit_conn connections ${proxy.connectionsPerAddress};
    if ($secret) { return 400; }
    location / {
      return 301 https://${proxy.hostName}${proxy.port === 443 ? "" : `:${proxy.port}`}$request_uri;
    }
  }

  # Other names.
  server {
    listen ${proxy.port} ssl default_server;
    listen [::]:${proxy.port} ssl default_server ipv6only=on;
    server_name _;
    ssl_reject_handshake on;
    return 421;
  }

  server {
    listen ${proxy.port} ssl;
    listen [::]:${proxy.port} ssl;
    server_name ${proxy.hostName};
    ssl_certificate ${CERTIFICATE}.crt;
    ssl_certificate_key ${CERTIFICATE}.key;
    limit_req zone=requests burst=${proxy.burst} nodelay;
    limit_conn connections ${proxy.connectionsPerAddress};

    add_header Strict-Transport-Security "${hstsHeader(proxy.hsts)}" always;
    add_header X-Content-Type-Options "nosniff" always;
    add_header X-Frame-Options "DENY" always;
    add_header Referrer-Policy "no-referrer" always;
    add_header Content-Security-Policy "default-src 'none'; frame-ancestors 'none'" always;

    if ($ambiguous) { return 400; }
    if ($secret) { return 400; }
    if ($allowed = 0) { return 403; }
${proxy.waf === "off" ? "" : `\n    modsecurity on;\n    modsecurity_rules_file ${WAF_CONFIG};\n`}
    location / {
      proxy_pass https://api;
      proxy_http_version 1.1;
      proxy_ssl_verify on;
      proxy_ssl_verify_depth 3;
      proxy_ssl_trusted_certificate ${UPSTREAM_CA};
      proxy_ssl_name ${proxy.certificateName};
      proxy_ssl_server_name on;
      proxy_ssl_protocols TLSv1.2 TLSv1.3;
      proxy_ssl_ciphers ${CIPHERS};
      proxy_connect_timeout 5s;
      proxy_send_timeout ${proxy.upstreamTimeout}s;
      proxy_read_timeout ${proxy.upstreamTimeout}s;
      proxy_redirect off;
      proxy_set_header Host ${proxy.hostName}${proxy.port === 443 ? "" : `:${proxy.port}`};
      proxy_set_header Connection "";
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
${lines(
  "      ",
  CLEARED.map((header) => `proxy_set_header ${header} "";`),
)}${lines(
  "      ",
  HIDDEN.map((header) => `proxy_hide_header ${header};`),
)}    }
  }
}
`;

/** What OpenStack's APIs and their like are sent. */
const CONTENT_TYPES = [
  "application/json",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/octet-stream",
  "application/openstack-images-v2.0-json-patch",
  "application/openstack-images-v2.1-json-patch",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "text/plain",
];

/** Where tokens and passwords are, which may look like an attack, and must not be written down as one. */
const UNREAD = [
  "REQUEST_HEADERS:Authorization",
  "REQUEST_HEADERS:X-Auth-Token",
  "REQUEST_HEADERS:X-Service-Token",
  "REQUEST_HEADERS:X-Subject-Token",
  "REQUEST_HEADERS:X-Storage-Token",
  "REQUEST_COOKIES",
  // ModSecurity takes no alternatives here.
  "ARGS:/passw/",
  "ARGS:/payload/",
  "ARGS:/secret/",
  "ARGS:/token/",
];

const wafText = ({
  waf,
  methods,
  bodyLimit,
}: Proxy): string => `# ModSecurity with the OWASP core rule set, before the API.
SecRuleEngine ${waf === "block" ? "On" : "DetectionOnly"}
SecRequestBodyAccess On
SecRequestBodyLimit ${bodyLimit * 1024}
SecRequestBodyNoFilesLimit ${bodyLimit * 1024}
SecRequestBodyLimitAction Reject
SecRequestBodyJsonDepthLimit 64
SecResponseBodyAccess Off
SecArgumentsLimit 1000
SecPcreMatchLimit 100000
SecPcreMatchLimitRecursion 100000
SecTmpDir /tmp/
SecDataDir /tmp/
SecUnicodeMapFile /etc/nginx/unicode.mapping 20127
SecStatusEngine Off
# The rule and the place, never headers and bodies: tokens are in them.
SecAuditEngine RelevantOnly
SecAuditLogRelevantStatus "^$"
SecAuditLogParts AHZ
SecAuditLogType Serial
SecAuditLog ${WAF_LOG}
SecRule REQUEST_HEADERS:Content-Type "@rx ^application/(?:[a-z0-9.+-]+[.+-])?(?:json|json-patch)(?:;|$)" "id:200001,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=JSON"
SecRule REQUEST_HEADERS:Content-Type "@rx ^(?:application(?:/soap\\+|/)|text/)xml" "id:200000,phase:1,t:none,t:lowercase,pass,nolog,ctl:requestBodyProcessor=XML"
SecRule REQBODY_ERROR "!@eq 0" "id:200002,phase:2,t:none,log,deny,status:400,msg:'The body cannot be read'"
SecRule MULTIPART_STRICT_ERROR "!@eq 0" "id:200003,phase:2,t:none,log,deny,status:400,msg:'The parts of the body cannot be told apart'"
Include /etc/modsecurity/crs/crs-setup.conf
SecAction "id:900200,phase:1,nolog,pass,t:none,setvar:'tx.allowed_methods=${methods.join(" ")}'"
SecAction "id:900220,phase:1,nolog,pass,t:none,setvar:'tx.allowed_request_content_type=${CONTENT_TYPES.map((type) => `|${type}|`).join(" ")}'"
Include /usr/share/modsecurity-crs/rules/*.conf
${lines(
  "",
  UNREAD.map((target) => `SecRuleUpdateTargetByTag "OWASP_CRS" "!${target}"`),
)}`;

/** How systemd starts it: with its own configuration, and with no more of the machine than it needs. */
const UNIT = `[Service]
ExecStartPre=
ExecStartPre=/usr/sbin/nginx -t -q -c ${NGINX_CONFIG} -g 'daemon on; master_process on;'
ExecStart=
ExecStart=/usr/sbin/nginx -c ${NGINX_CONFIG} -g 'daemon on; master_process on;'
ExecReload=
ExecReload=/usr/sbin/nginx -c ${NGINX_CONFIG} -g 'daemon on; master_process on;' -s reload
Restart=on-failure
RestartSec=5
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths=/run /var/lib/nginx /var/log/nginx
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
`;

/** ModSecurity keeps its log open, so that what was written is copied. */
const ROTATION = `${WAF_LOG} {
  daily
  rotate 14
  missingok
  notifempty
  compress
  copytruncate
}
`;

/** `imfile` is loaded where all logs are sent. */
const WAF_TO_COLLECTOR = `input(type="imfile" File="${WAF_LOG}" Tag="waf:" Facility="local5" Severity="warning")\n`;

/** What a machine needs besides to be a proxy. */
export interface NginxSystem {
  readonly packages: readonly string[];
  readonly files: { readonly [path: string]: SystemFileArgs };
  readonly commands: readonly string[];
}

/** A key that never leaves the machine, the request for its certificate, and a certificate that nobody trusts until the real one is there. */
const commandsOf = ({ hostName }: Proxy): string[] => [
  `umask 077 && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=${hostName}" -addext "subjectAltName=DNS:${hostName}" -keyout ${CERTIFICATE}.key -out ${CERTIFICATE}.csr && openssl req -x509 -in ${CERTIFICATE}.csr -key ${CERTIFICATE}.key -copy_extensions copy -days 90 -out ${CERTIFICATE}.crt`,
  // To the console, where it can be fetched without a login. It is public.
  `cat ${CERTIFICATE}.csr`,
  "systemctl daemon-reload && systemctl enable nginx && systemctl restart nginx",
];

/**
 * What makes a machine of Debian 12 or Ubuntu 24.04, or later (nginx from 1.19.4, OpenSSL 3), a proxy that speaks TLS to both sides and lets only what is allowed through. A pure function, as
 * `cloudInit`, which it is for.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
export function nginxSystem(what: string, args: ProxyArgs): NginxSystem {
  const proxy = proxyOf(what, args);
  const guarded = proxy.waf !== "off";
  return {
    packages: ["nginx", ...(guarded ? ["libnginx-mod-http-modsecurity", "modsecurity-crs"] : [])],
    files: {
      [NGINX_CONFIG]: { content: nginxText(proxy) },
      [UPSTREAM_CA]: { content: proxy.caCertificate },
      "/etc/systemd/system/nginx.service.d/10-tls-proxy.conf": { content: UNIT },
      ...(guarded
        ? {
            [WAF_CONFIG]: { content: wafText(proxy) },
            "/etc/logrotate.d/waf": { content: ROTATION },
            "/etc/rsyslog.d/20-waf.conf": { content: WAF_TO_COLLECTOR },
          }
        : {}),
    },
    commands: commandsOf(proxy),
  };
}
