import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { createServer, request as httpsRequest, type Server } from "node:https";
import { type AddressInfo, createServer as createTcpServer, connect as tcpConnect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { connect as tlsConnect } from "node:tls";
import { cloudInit } from "../../components/cloud-init.ts";
import {
  CERTIFICATE,
  NGINX_CONFIG,
  nginxSystem,
  type ProxyArgs,
  UPSTREAM_CA,
  WAF_CONFIG,
  WAF_LOG,
} from "../../components/nginx.ts";
import { COLLECTOR_CA, rsyslogConfig } from "../../components/rsyslog.ts";
import { args } from "../support/system.ts";
import { Sslyze } from "./sslyze.ts";
import { Tools } from "./tools.ts";

const HOST = "identity.example.org";
const UPSTREAM = "identity.internal.example.org";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Ask {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly port?: number;
  readonly address?: string;
  readonly plain?: boolean;
}

describe("a TLS proxy", function () {
  this.timeout(600_000);
  let tools: Tools;
  let api: Server;
  let sixth: boolean;
  const folder = mkdtempSync(join(tmpdir(), "nginx-"));
  const children: ChildProcess[] = [];
  /** What reached the API. */
  const reached: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];

  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  };

  const free = (address: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const server = createTcpServer().on("error", reject);
      server.listen(0, address, () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
    });

  before(async function () {
    try {
      tools = Tools.ready();
    } catch (error) {
      console.warn(`nginx cannot be had here, so nobody tries what a proxy does: ${(error as Error).message}`);
      return this.skip();
    }
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    for (const name of ["ca", "other-ca"])
      openssl(
        "req",
        "-x509",
        ...key,
        "-subj",
        `/CN=${name}`,
        "-addext",
        "keyUsage=critical,keyCertSign",
        "-keyout",
        `${name}.key`,
        "-out",
        `${name}.pem`,
      );
    openssl("req", ...key, "-subj", `/CN=${UPSTREAM}`, "-keyout", "api.key", "-out", "api.csr");
    writeFileSync(join(folder, "san"), `subjectAltName=DNS:${UPSTREAM}\n`);
    openssl(
      ..."x509 -req -in api.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out api.pem".split(" "),
    );
    sixth = await free("::1").then(
      () => true,
      () => false,
    );
    api = createServer(
      {
        key: readFileSync(join(folder, "api.key")),
        cert: readFileSync(join(folder, "api.pem")),
        minVersion: "TLSv1.2",
      },
      (request, response) => {
        let body = "";
        request.on("data", (part) => (body += part));
        request.on("end", () => {
          reached.push({ path: request.url ?? "", headers: request.headers, body });
          response.setHeader("X-Powered-By", "something/1.2.3");
          response.setHeader("Server", "something/1.2.3");
          response.setHeader("Strict-Transport-Security", "max-age=1");
          response.end("from the API");
        });
      },
    );
    api.on("tlsClientError", () => {});
    await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  });

  after(async () => {
    for (const child of children) child.kill();
    await Promise.all(
      children.map(
        (child) =>
          child.exitCode !== null || child.signalCode !== null || new Promise((gone) => child.once("exit", gone)),
      ),
    );
    api?.closeAllConnections();
    api?.close();
    rmSync(folder, { recursive: true });
  });

  const argsOf = (own: Partial<ProxyArgs>): ProxyArgs => ({
    hostName: HOST,
    upstream: {
      members: { a: { address: "127.0.0.1", port: (api.address() as AddressInfo).port } },
      certificateName: UPSTREAM,
      caCertificate: readFileSync(join(folder, "ca.pem"), "utf8"),
    },
    operations: {
      login: { methods: ["POST"], path: "/v3/auth/tokens" },
      users: { methods: ["GET", "PATCH"], path: "/v3/users/*" },
      list: { methods: ["GET"], path: "/v3/users" },
      object: { methods: ["GET"], path: "/v1/AUTH_a/**" },
    },
    requestsPerSecond: 1000,
    burst: 1000,
    ...own,
  });

  class Running {
    readonly port: number;
    readonly plainPort: number;
    readonly folder: string;

    constructor(port: number, plainPort: number, folder: string) {
      this.port = port;
      this.plainPort = plainPort;
      this.folder = folder;
    }

    read(name: string): string {
      const path = join(this.folder, name);
      return existsSync(path) ? readFileSync(path, "utf8") : "";
    }

    get logs(): string {
      return ["access.log", "error.log", "waf.log"].map((name) => this.read(name)).join("\n");
    }

    ask(path: string, { method = "GET", headers = {}, body, plain, address = "127.0.0.1" }: Ask = {}): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const options = {
          ...{ host: address, port: plain ? this.plainPort : this.port, path, method, agent: false as const },
          headers: { Host: HOST, "User-Agent": "openstacksdk/4.0", Accept: "application/json", ...headers },
        };
        const secure = { servername: HOST, ca: readFileSync(join(folder, "ca.pem")) };
        const sent = (plain ? httpRequest(options) : httpsRequest({ ...options, ...secure }))
          .on("error", reject)
          .on("response", (response) => {
            let text = "";
            response.on("data", (part) => (text += part));
            response.on("end", () =>
              resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
            );
          });
        sent.end(body);
      });
    }

    json(path: string, value: unknown, method = "POST"): Promise<Answer> {
      return this.ask(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
    }
  }

  /** Starts the proxy that a machine would run: the same text, but on loopback, with other places for what is on a machine. */
  const start = async (own: Partial<ProxyArgs> = {}): Promise<Running> => {
    const place = mkdtempSync(join(folder, "proxy-"));
    const [port, plainPort] = [await free("127.0.0.1"), await free("127.0.0.1")];
    const { files, commands } = nginxSystem("x", argsOf({ ...own, port }));
    const cert = join(place, "proxy");
    // The machine's own command makes the key and the request, and somebody signs it.
    const made = spawnSync("sh", ["-ec", commands[0]?.replaceAll(CERTIFICATE, cert) ?? ""], { encoding: "utf8" });
    assert.equal(made.status, 0, made.stderr);
    openssl(
      ...`x509 -req -in ${cert}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 90 -copy_extensions copy -out ${cert}.crt`.split(
        " ",
      ),
    );
    mkdirSync(join(place, "temp"));
    const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((t) => `${t}_temp_path ${place}/temp/${t};`)
      .join(" ");
    const moved = (text: string): string =>
      text
        .replace("user www-data;", process.getuid?.() === 0 ? `user ${userInfo().username};` : "")
        .replace("/run/nginx.pid", join(place, "pid"))
        .replace(/syslog:server=unix:\/dev\/log\S* error/, `${place}/error.log error`)
        .replace(/syslog:server=unix:\/dev\/log\S* proxy/, `${place}/access.log proxy`)
        .replace("load_module modules/", `load_module ${tools.root}/usr/lib/nginx/modules/`)
        .replace("http {", `http { ${temp}`)
        .replaceAll(/listen (\d+) /g, (_, n) => `listen 127.0.0.1:${n === "80" ? plainPort : n} `)
        .replaceAll(/ +listen \[::\]:(\d+) .*\n/g, (line, n) =>
          sixth ? line.replace(`[::]:${n}`, `[::1]:${n === "80" ? plainPort : n}`) : "",
        )
        .replaceAll(CERTIFICATE, cert)
        .replaceAll(UPSTREAM_CA, join(place, "upstream-ca.pem"))
        .replaceAll(WAF_CONFIG, join(place, "waf.conf"))
        .replaceAll(WAF_LOG, join(place, "waf.log"))
        .replaceAll(/(?<= )\/(?=etc\/modsecurity|usr\/share\/modsecurity-crs|etc\/nginx\/unicode)/g, `${tools.root}/`);
    const files_ = { "nginx.conf": NGINX_CONFIG, "waf.conf": WAF_CONFIG, "upstream-ca.pem": UPSTREAM_CA };
    for (const [name, path] of Object.entries(files_))
      writeFileSync(join(place, name), moved(files[path]?.content ?? ""));
    const {
      command,
      args: words,
      env,
    } = tools.started("usr/sbin/nginx", [...["-c", join(place, "nginx.conf"), "-e", "stderr", "-g", "daemon off;"]]);
    const child = spawn(command, words, { env, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr?.on("data", (part) => (said += part));
    children.push(child);
    for (let i = 0; i < 200; i++) {
      const up = await new Promise<boolean>((resolve) => {
        const socket = tcpConnect(plainPort, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
        socket.unref();
      });
      if (up) return new Running(port, plainPort, place);
      assert.equal(child.exitCode, null, said);
      await setTimeout(50);
    }
    throw new Error(`nginx did not start: ${said}`);
  };

  describe("as it comes", () => {
    let proxy: Running;

    before(async () => {
      proxy = await start();
    });

    it("passes on what is allowed, with HSTS, and without the API's words about itself", async () => {
      const { status, headers, body } = await proxy.ask("/v3/users?name=ada");
      assert.deepEqual([status, body], [200, "from the API"]);
      assert.equal(headers["strict-transport-security"], "max-age=604800");
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["x-frame-options"], "DENY");
      assert.equal(headers["x-powered-by"], undefined);
      assert.equal(headers.server, "nginx");
    });

    it("does not say its version, nor forget a header, when something is wrong", async () => {
      for (const path of ["/v3/projects", "/v3/users?token=x", "/"]) {
        const { headers, body } = await proxy.ask(path);
        assert.equal(headers.server, "nginx");
        assert.doesNotMatch(body, /\d\.\d+\.\d/);
        assert.equal(headers["strict-transport-security"], "max-age=604800");
      }
    });

    it("answers 403 to every operation that is not on the list", async () => {
      const status = async (path: string, method = "GET") => (await proxy.ask(path, { method })).status;
      assert.deepEqual(
        [await status("/v3/users/1"), await status("/v1/AUTH_a/b/c"), await status("/v3/users")],
        [200, 200, 200],
      );
      for (const [path, method] of [
        ["/v3/users/1", "DELETE"],
        ["/v3/users/1/password", "GET"],
        ["/v3/auth/tokens", "GET"],
        ["/v3/projects", "GET"],
        ["/v3/usersx", "GET"],
        ["/v1/AUTH_ab", "GET"],
        ["/", "GET"],
      ] as const)
        assert.equal(await status(path, method), 403, `${method} ${path}`);
      assert.equal(await status("/v3/users", "TRACE"), 405);
    });

    it("answers 400 to a path that the API could read otherwise than the proxy", async () => {
      reached.length = 0;
      for (const path of [
        "/v1/AUTH_a/../../v3/projects",
        "/v1/AUTH_a/%2e%2e/%2e%2e/v3/projects",
        "/v3/projects%2f..%2fusers",
        "/v3/projects/..%5c..%5cusers",
        "/v1/AUTH_a//v3/projects",
        "/v3/users/1%0d%0aX-Roles:%20admin",
        "/v3/users/1%00",
        "/v3/users/..%252f..",
        "/v3/users/1\\..\\2",
        "/v3/users?name=a%0ab",
        "/v3/users/.",
      ])
        assert.equal((await proxy.ask(path)).status, 400, path);
      assert.deepEqual(reached, []);
      assert.equal((await proxy.ask("/v3/users/1?name=a%2Fb//c%20d")).status, 200);
    });

    it("answers 400 to secrets in an address, and writes them nowhere", async () => {
      reached.length = 0;
      for (const query of [
        "token=hunter22",
        "a=b&X-Auth-Token=hunter22",
        "password=hunter22",
        "user.Password=hunter22",
        "client_secret=hunter22",
        "apiKey=hunter22",
        "%74oken=hunter22",
        "tok%65n=hunter22",
        "token%3dhunter22",
        "a;token=hunter22",
      ])
        assert.equal((await proxy.ask(`/v3/users?${query}`)).status, 400, query);
      assert.equal((await proxy.ask("/?token=hunter22", { plain: true })).status, 400);
      assert.equal((await proxy.ask("/v3/users?secret_type=opaque&marker=token")).status, 200);
      assert.equal((await proxy.ask("/v3/users", { headers: { "X-Auth-Token": "hunter22" } })).status, 200);
      await setTimeout(200);
      assert.match(proxy.read("access.log"), /"path":"\/v3\/users","status":"400"/);
      assert.doesNotMatch(proxy.logs, /hunter22/);
      assert.equal(reached.length, 2);
    });

    it("tells the API who asks, and lets nobody else say so", async () => {
      reached.length = 0;
      const claims = {
        "X-Forwarded-For": "192.0.2.1",
        "X-Roles": "admin",
        "X-Identity-Status": "Confirmed",
        Forwarded: "for=x",
      };
      await proxy.ask("/v3/users", { headers: claims });
      const { headers } = reached[0] ?? {};
      assert.equal(headers?.["x-forwarded-for"], "127.0.0.1");
      assert.equal(headers?.["x-forwarded-proto"], "https");
      assert.match(headers?.host ?? "", new RegExp(`^${HOST}`));
      for (const name of ["x-roles", "x-identity-status", "forwarded"]) assert.equal(headers?.[name], undefined);
    });

    it("answers plain HTTP with nothing but the way to TLS", async () => {
      const { status, headers } = await proxy.ask("/v3/users?name=ada", {
        plain: true,
        headers: { Host: "evil.example.org" },
      });
      assert.deepEqual([status, headers.location], [301, `https://${HOST}:${proxy.port}/v3/users?name=ada`]);
    });

    it("answers to no other name", async () => {
      const refused = await new Promise<string>((resolve) =>
        tlsConnect({ host: "127.0.0.1", port: proxy.port, servername: "other.example.org", rejectUnauthorized: false })
          .on("secureConnect", () => resolve("connected"))
          .on("error", ({ message }) => resolve(message)),
      );
      assert.match(refused, /unrecognized name/i);
      assert.equal((await proxy.ask("/v3/users", { headers: { Host: "other.example.org" } })).status, 421);
    });

    it("answers over IPv6 too", async function () {
      if (!sixth) {
        console.warn("There is no IPv6 on loopback here, so nobody tries it.");
        return this.skip();
      }
      assert.equal((await proxy.ask("/v3/users", { address: "::1" })).status, 200);
    });

    it("takes no body that is too large", async () => {
      const body = "x".repeat(1024 * 1024 + 1);
      const headers = { "Content-Type": "application/octet-stream" };
      assert.equal((await proxy.ask("/v3/auth/tokens", { method: "POST", headers, body })).status, 413);
    });

    it("blocks an attack that the core rule set knows, in an address and in a body", async () => {
      reached.length = 0;
      const probe = "1' OR '1'='1' UNION SELECT username FROM users--";
      assert.equal((await proxy.ask(`/v3/users?name=${encodeURIComponent(probe)}`)).status, 403);
      assert.equal((await proxy.json("/v3/auth/tokens", { auth: { user: probe } })).status, 403);
      assert.equal((await proxy.ask("/v3/users", { headers: { "User-Agent": "sqlmap/1.7" } })).status, 403);
      assert.deepEqual(reached, []);
      assert.match(proxy.read("error.log"), /ModSecurity: Access denied/);
    });

    it("lets OpenStack's requests through, and a password that looks like an attack", async () => {
      const password = "1' OR '1'='1' UNION SELECT username FROM users--";
      const identity = {
        methods: ["password"],
        password: { user: { name: "ada", domain: { id: "default" }, password } },
      };
      assert.equal((await proxy.json("/v3/auth/tokens", { auth: { identity } })).status, 200);
      assert.equal(
        (await proxy.json("/v3/users/1", { user: { description: "It's Ada's, and on" } }, "PATCH")).status,
        200,
      );
      const headers = { "X-Auth-Token": `gAAAAA${"bX-_9".repeat(40)}` };
      assert.equal(
        (await proxy.ask("/v3/users?limit=10&sort_key=name&created_at=gt:2026-01-01T00:00:00", { headers })).status,
        200,
      );
      await setTimeout(200);
      assert.doesNotMatch(proxy.logs, /gAAAAA/);
      const before = proxy.logs.length;
      await proxy.json("/v3/auth/tokens", { auth: { identity } });
      await setTimeout(200);
      assert.doesNotMatch(proxy.logs.slice(before), /UNION/);
    });

    it("is what Mozilla calls intermediate, as sslyze says", function () {
      let sslyze: Sslyze;
      try {
        sslyze = Sslyze.ready();
      } catch (error) {
        console.warn(`sslyze cannot be had here, so nobody judges the proxy's TLS: ${(error as Error).message}`);
        return this.skip();
      }
      const target = `${HOST}:${proxy.port}{127.0.0.1}`;
      const { code, text } = sslyze.run(
        "--mozilla_config=intermediate",
        "--certinfo_ca_file",
        join(folder, "ca.pem"),
        target,
      );
      assert.match(text, /OK - Compliant/, text);
      assert.equal(code, 0, text);
    });

    it("has no weakness but that its HSTS is for a week yet, as testssl.sh says", () => {
      const file = join(folder, "testssl.json");
      const only = ["--protocols", "--std", "--fs", "--headers", "--ip", "127.0.0.1", "--nodns", "none"];
      const quiet = ["--quiet", "--color", "0", "--warnings", "off", "--jsonfile", file];
      tools.run("usr/bin/testssl", ...only, ...quiet, `${HOST}:${proxy.port}`);
      const findings: { id: string; severity: string; finding: string }[] = JSON.parse(readFileSync(file, "utf8"));
      const weak = findings.filter(({ severity }) => ["MEDIUM", "HIGH", "CRITICAL"].includes(severity));
      // A week is the stage before a year.
      assert.deepEqual(
        weak.map(({ id, finding }) => `${id}: ${finding}`),
        ["HSTS_time: max-age too short. 7 days (=604800 seconds) < 15552000 seconds"],
      );
      const severityOf = (wanted: string) => findings.find(({ id }) => id === wanted)?.severity;
      assert.deepEqual(["TLS1_2", "TLS1_3", "PFS"].map(severityOf), ["OK", "OK", "OK"]);
    });
  });

  it("writes down attacks where rsyslogd reads them, and sends them on", () => {
    const place = mkdtempSync(join(folder, "rsyslog-"));
    const collector = { address: "192.0.2.9", caCertificate: "" };
    const { files } = nginxSystem("x", argsOf({}));
    const config = rsyslogConfig(collector).replace(COLLECTOR_CA, join(folder, "ca.pem"));
    const whole = `global(workDirectory="${place}")\n${config}${files["/etc/rsyslog.d/20-waf.conf"]?.content}`;
    writeFileSync(join(place, "conf"), whole);
    const { code, text } = tools.run("usr/sbin/rsyslogd", "-N1", "-f", join(place, "conf"), "-M", tools.rsyslogModules);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /error|warn/i);
  });

  it("is told what it is in valid cloud-config, as cloud-init says", () => {
    const { packages, files, commands } = nginxSystem("x", argsOf({}));
    const caCertificate = readFileSync(join(folder, "ca.pem"), "utf8");
    const own = { packages: [...packages], files: { ...files }, commands: [...commands] };
    const user = { ...args, ...own, logCollector: { ...args.logCollector, caCertificate } };
    writeFileSync(join(folder, "user"), cloudInit("x", user, { zones: ["management"] }));
    const { code, text } = tools.run("usr/bin/cloud-init", "schema", "--config-file", join(folder, "user"));
    assert.equal(code, 0, text);
    assert.match(text, /Valid/i);
  });

  describe("with limits", () => {
    it("answers 429 to a burst, and only to what is beyond it", async () => {
      const proxy = await start({ requestsPerSecond: 1, burst: 4, waf: "off" });
      const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await proxy.ask("/v3/users")).status));
      const passed = statuses.filter((status) => status === 200).length;
      assert.ok(passed >= 5 && passed <= 8, `${statuses}`);
      assert.deepEqual([...new Set(statuses)].sort(), [200, 429]);
    });
  });

  describe("with a wrong API behind it", () => {
    for (const [name, own] of [
      ["whose certificate has another name", { certificateName: "other.internal.example.org" }],
      ["whose certificate nobody known has signed", { caCertificate: "other-ca.pem" }],
    ] as const)
      it(`answers 502: one ${name}`, async () => {
        const { upstream } = argsOf({});
        const ca =
          "caCertificate" in own ? { caCertificate: readFileSync(join(folder, own.caCertificate), "utf8") } : own;
        const proxy = await start({ upstream: { ...upstream, ...ca }, waf: "off" });
        reached.length = 0;
        assert.equal((await proxy.ask("/v3/users")).status, 502);
        assert.deepEqual(reached, []);
        assert.match(proxy.read("error.log"), /upstream SSL certificate/);
      });
  });

  describe("whose web application firewall only detects", () => {
    it("lets an attack through, and writes down which, without headers", async () => {
      const proxy = await start({ waf: "detect", hsts: "year" });
      const { status, headers } = await proxy.ask("/v3/users?name=1'%20UNION%20SELECT%20a%20FROM%20b--", {
        headers: { "X-Auth-Token": "hunter22" },
      });
      assert.deepEqual([status, headers["strict-transport-security"]], [200, "max-age=31536000"]);
      await setTimeout(200);
      assert.match(proxy.read("waf.log"), /SQL Injection/);
      assert.doesNotMatch(proxy.logs, /hunter22/);
    });
  });
});
