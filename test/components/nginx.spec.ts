import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { OpenStackFirewall, OpenStackNetwork, OpenStackTlsProxy } from "../../components/index.ts";
import { NGINX_CONFIG, nginxSystem, type ProxyArgs, UPSTREAM_CA, WAF_CONFIG } from "../../components/nginx.ts";
import type { OpenStackTlsProxyArgs } from "../../components/openstack/tls-proxy.ts";
import { build } from "../support/build.ts";
import { authorityPem, privateKeyPem } from "../support/certificate.ts";
import { machine } from "../support/system.ts";

const proxy: ProxyArgs = {
  hostName: "identity.example.org",
  upstream: {
    members: { a: { address: "10.20.32.11" }, b: { address: "fd20::11", port: 5000 } },
    certificateName: "identity.internal.example.org",
    caCertificate: authorityPem,
  },
  operations: {
    login: { methods: ["POST"], path: "/v3/auth/tokens" },
    user: { methods: ["GET", "PATCH"], path: "/v3/users/*" },
  },
};
const system = (own: Partial<ProxyArgs> = {}) => nginxSystem("x", { ...proxy, ...own });
const config = (own: Partial<ProxyArgs> = {}): string => system(own).files[NGINX_CONFIG]?.content ?? "";
const to = (path: string, methods = ["GET"]): Partial<ProxyArgs> => ({ operations: { a: { methods, path } } });
const upstream = (own: Partial<ProxyArgs["upstream"]>): Partial<ProxyArgs> => ({
  upstream: { ...proxy.upstream, ...own },
});

const flows: OpenStackTlsProxyArgs["flows"] = {
  calls: { from: "internet", to: "api", service: "https", reason: "Anyone may call the API, over TLS" },
  identity: { from: "api", to: "api", service: "https", reason: "The proxy passes on to the API behind it" },
  logs: { from: "api", to: "192.0.2.9", service: "syslog-tls", reason: "Logs go to the central collector" },
  packages: { from: "api", to: "192.0.2.8", service: "https", reason: "Machines are upgraded from the mirror" },
};

const make = (own: Partial<OpenStackTlsProxyArgs> = {}) =>
  build(() => {
    const addresses = { cidr: "10.20.0.0/16", zones: { api: {}, external: {} } };
    const network = new OpenStackNetwork("cloud", { ...addresses, owner: "platform", externalNetwork: "public" });
    const firewall = new OpenStackFirewall("cloud", { ...addresses, flows });
    return new OpenStackTlsProxy("proxy", {
      ...machine,
      ...addresses,
      ipv6Cidr: undefined,
      flows,
      zone: "api",
      logCollector: { ...machine.logCollector, address: "192.0.2.9" },
      packageMirror: "https://192.0.2.8/debian",
      networkId: network.networkIds.api as never,
      subnetId: network.subnetIds.api as never,
      securityGroupIds: firewall.securityGroupIds.api as never,
      ...proxy,
      ...upstream({ members: { a: { address: "10.20.32.11" } } }),
      ...own,
    });
  });

const userData = async (own: Partial<OpenStackTlsProxyArgs> = {}) => {
  const { resources } = await make(own);
  const text = resources.find(({ type }) => type.endsWith(":Instance"))?.props.userData as string;
  return { text, told: parse(text) as { packages: string[]; runcmd: string[]; write_files: { path: string }[] } };
};

describe("an OpenStackTlsProxy", () => {
  it("satisfies every control, and is told that nobody on the internet finds it until it is given an address", async () => {
    const [said, ...others] = (await make()).said;
    assert.equal(said?.policy, "network-flows-achievable");
    assert.match(said.message, /^The flow calls leads nowhere: from internet to api, tcp 443, no route[^.]*\. Make/);
    assert.deepEqual(others, []);
  });

  it("is a server that is told to be a proxy, besides what its team wants of it", async () => {
    const { told } = await userData({
      packages: ["jq"],
      commands: ["true"],
      files: { "/etc/motd": { content: "hello" } },
    });
    for (const name of ["nginx", "libnginx-mod-http-modsecurity", "modsecurity-crs", "jq", "auditd"])
      assert.ok(told.packages.includes(name), name);
    const paths = told.write_files.map(({ path }) => path);
    for (const path of [NGINX_CONFIG, WAF_CONFIG, UPSTREAM_CA, "/etc/motd"]) assert.ok(paths.includes(path), path);
    assert.ok(!paths.includes("/etc/nginx/nginx.conf"), "Debian's own, of which an upgrade would ask");
    assert.ok(told.runcmd.indexOf("true") > told.runcmd.findIndex((command) => command.includes("restart nginx")));
  });

  it("is told no key: it makes one, and a request for a certificate", async () => {
    const { text, told } = await userData();
    assert.doesNotMatch(text, /PRIVATE KEY/);
    assert.ok(told.runcmd.some((command) => /^umask 077 && openssl req -new .*-keyout/.test(command)));
    assert.ok(told.runcmd.includes("cat /etc/nginx/tls/proxy.csr"));
  });

  it("installs no web application firewall where it is off", async () => {
    const { text, told } = await userData({ waf: "off" });
    assert.ok(!told.packages.includes("modsecurity-crs"));
    assert.doesNotMatch(text, /modsecurity/i);
  });

  it("refuses a file that it writes itself", async () => {
    await assert.rejects(
      async () => make({ files: { [NGINX_CONFIG]: { content: "" } } }),
      /OpenStackTlsProxy "proxy": a file must be one that the proxy does not write itself, got "\/etc\/nginx\/tls-proxy\.conf"\.$/,
    );
  });
});

describe("an OpenStackTlsProxy in front of an API that no flow leads to", () => {
  const server = (address: string, port?: number) => upstream({ members: { a: { address, port } } });
  for (const [name, own, far] of [
    ["at a port that none is for", server("10.20.32.11", 5000), "10.20.32.11 at tcp/5000"],
    ["at an address that none is for", server("192.0.2.50"), "192.0.2.50 at tcp/443"],
    ["by a flow that it takes no part in", { flowNames: ["calls", "logs", "packages"] }, "10.20.32.11 at tcp/443"],
  ] as readonly (readonly [string, Partial<OpenStackTlsProxyArgs>, string])[])
    it(`is refused in one sentence: ${name}`, async () => {
      const sentence = `OpenStackTlsProxy "proxy": flows must be such that one leads from the machine to the API's server ${far}, got [`;
      await assert.rejects(
        async () => make(own),
        ({ message }: Error) => message.startsWith(sentence) && message.endsWith("]."),
      );
    });
});

describe("nginx's configuration", () => {
  it("verifies the API's certificate, by its name", () => {
    for (const line of [
      "proxy_ssl_verify on;",
      "proxy_ssl_name identity.internal.example.org;",
      "proxy_ssl_server_name on;",
    ])
      assert.ok(config().includes(line), line);
    assert.match(config(), /server 10\.20\.32\.11:443 .*\n +server \[fd20::11\]:5000 /);
  });

  it("lets operations through as they are written, and nothing that looks alike", () => {
    const allowed = (own: Partial<ProxyArgs>, request: string) =>
      [...config(own).matchAll(/"~(\^\(\?:[A-Z|]+\) .*)" 1;/g)].some(([, pattern]) =>
        new RegExp(pattern ?? "").test(request),
      );
    assert.ok(allowed(to("/v2.0/a/*/b"), "GET /v2.0/a/1/b"));
    for (const request of [
      "GET /v2x0/a/1/b",
      "GET /v2.0/a/1/2/b",
      "GET /v2.0/a//b",
      "POST /v2.0/a/1/b",
      "GET /v2.0/a/1/b/",
    ])
      assert.ok(!allowed(to("/v2.0/a/*/b"), request), request);
    assert.ok(allowed(to("/v1/a+b/**", ["GET", "HEAD"]), "HEAD /v1/a+b/c/d"));
    assert.ok(!allowed(to("/v1/a+b/**"), "GET /v1/aab/c"));
  });

  it("counts an address of IPv6 as its whole network, a /64", () => {
    const [, whole = "", short = ""] = /"~(\^\(\?<whole>.*)" .*\n +"~(\^\(\?<short>.*)" /.exec(config()) ?? [];
    const client = (address: string) =>
      new RegExp(whole).exec(address)?.groups?.whole ?? `${new RegExp(short).exec(address)?.groups?.short}::`;
    assert.equal(client("2001:db8:1:2:3:4:5:6"), client("2001:db8:1:2::7"));
    assert.equal(client("2001:db8::1:2:3:4"), client("2001:db8::5"));
    assert.notEqual(client("2001:db8:1:2::7"), client("2001:db8:1:3::7"));
    assert.equal(client("::1"), "::", "nginx does not count what is empty");
  });

  it("writes down neither queries nor headers", () => {
    const [format = ""] = /log_format[^;]+;/.exec(config()) ?? [];
    assert.doesNotMatch(format, /\$(request|request_uri|args|query_string|http_\w+|cookie_\w+|arg_\w+)\b/);
  });

  it("has every line from us, whatever path is asked for", () => {
    const shape = (text: string) => text.replace(/ {4}"~\^\(\?:GET\) .*" 1;\n/, "");
    const expected = shape(config(to("/a/b")));
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."/a.+*{}$\"';\\ \n#|()[]^%~:@-") })),
        (rest) => {
          let text: string;
          try {
            text = config(to(`/a/${rest}`));
          } catch (error) {
            assert.match((error as Error).message, /^x: operations\.a\.path must be /);
            return;
          }
          assert.equal(shape(text), expected);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("takes nothing but the certificates from what it is given", () => {
    const caCertificate = `${authorityPem}${privateKeyPem}${authorityPem}`;
    assert.equal(system(upstream({ caCertificate })).files[UPSTREAM_CA]?.content, authorityPem + authorityPem);
  });

  for (const [name, own, sentence] of [
    [
      "a host that is none",
      { hostName: "a.example.org; }" },
      /^x: hostName must be a name such as .*, got "a\.example\.org; }"\.$/,
    ],
    [
      "an address as a host",
      { hostName: "192.0.2.1" },
      /^x: hostName must be a name such as identity\.example\.org, got/,
    ],
    ["port 80", { port: 80 }, /^x: port must be another than 80, which is not for TLS, got 80\.$/],
    ["a port that is none", { port: 0 }, /^x: port must be a whole number from 1 to 65535, got 0\.$/],
    ["no server", upstream({ members: {} }), /^x: upstream\.members must be at least one server, got \{\}\.$/],
    [
      "a server by its name",
      upstream({ members: { a: { address: "api" } } }),
      /^x: upstream\.members\.a\.address must be an address such as 10\.20\.64\.11, got "api"\.$/,
    ],
    [
      "a server's port that is none",
      upstream({ members: { a: { address: "10.20.32.11", port: 70_000 } } }),
      /^x: upstream\.members\.a\.port must be a whole number from 1 to 65535, got 70000\.$/,
    ],
    [
      "a certificate's name that is none",
      upstream({ certificateName: "$host" }),
      /certificateName must be a name .*, got "\$host"\.$/,
    ],
    [
      "no authority",
      upstream({ caCertificate: "none" }),
      /^x: upstream\.caCertificate must be a certificate in PEM, and/,
    ],
    [
      "no operation",
      { operations: {} },
      /^x: operations must be at least one operation, as none is let through, got \{\}\.$/,
    ],
    [
      "an operation without a name",
      { operations: { "": { methods: ["GET"], path: "/a/b" } } },
      /the name of an operation must be/,
    ],
    ["no method", to("/a/b", []), /^x: operations\.a\.methods must be at least one of DELETE, .*, got \[\]\.$/],
    [
      "a method that is none",
      to("/a/b", ["get"]),
      /^x: operations\.a\.methods must be DELETE, .* or PUT, got "get"\.$/,
    ],
    ["every path", to("/**"), /^x: operations\.a\.path must be less than every path of the API, got "\/\*\*"\.$/],
    ["every path of a version", to("/v3/**"), /path must be less than every path of the API, got/],
    [
      "a path out of its place",
      to("/a/../b"),
      /path must be a path such as \/v2\.1\/servers\/\*, .*, got "\/a\/\.\.\/b"\.$/,
    ],
    ["a path that says more", to('/a" 1; default 1; "'), /path must be a path such as/],
    ["a stage of HSTS that is none", { hsts: "month" }, /^x: hsts must be day, week or year, got "month"\.$/],
    ["no requests", { requestsPerSecond: 0 }, /^x: requestsPerSecond must be a whole number from 1 to 10000, got 0\.$/],
    ["a burst below none", { burst: -1 }, /^x: burst must be a whole number from 0 to 10000, got -1\.$/],
    ["half a connection", { connectionsPerAddress: 0.5 }, /^x: connectionsPerAddress must be .*, got 0\.5\.$/],
    ["no body", { bodyLimit: 0 }, /^x: bodyLimit must be a whole number of KiB from 1 to 102400, got 0\.$/],
    [
      "no time",
      { upstreamTimeout: 0 },
      /^x: upstreamTimeout must be a whole number of seconds from 1 to 3600, got 0\.$/,
    ],
    ["a firewall's mode that is none", { waf: "on" }, /^x: waf must be off, detect or block, got "on"\.$/],
  ] as readonly (readonly [string, Partial<ProxyArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, () => {
      assert.throws(() => config(own), { message: sentence });
    });
});
