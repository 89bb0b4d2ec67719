import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { parse } from "yaml";
import { cloudInit, type Standing, type SystemArgs } from "../../components/cloud-init.ts";
import { Tools } from "./tools.ts";

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfd6zyyqXPmhGFoNsNJ5W1nNFOYhdAe9vbXFWPrTlAj ada@example.org";
const base: SystemArgs = {
  cidr: "10.20.0.0/16",
  ipv6Cidr: "fd20::/48",
  logCollector: { address: "10.20.64.9", caCertificate: "" },
  packageMirror: "https://mirror.example.org/debian",
};
const flows: SystemArgs["flows"] = {
  login: { from: "198.51.100.0/24", to: "api", service: "ssh", reason: 'People with "quotes" and \\ and – more' },
  web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs" },
  range: { from: "tenant", to: "api", service: "sctp/6000-6100", reason: "A range of another protocol" },
  tunnel: { from: "internet", to: "api", service: "esp", reason: "A protocol without ports" },
  routes: { from: "tenant", to: "api", service: "89", reason: "A protocol without a name" },
  ping: { from: "tenant", to: "api", service: "icmp", reason: "Both versions of ICMP" },
  logs: { from: "api", to: "192.0.2.9", service: "syslog-tls", reason: "Logs go to the collector" },
  time: { from: "api", to: "192.0.2.123", service: "ntp", reason: "Machines know the time" },
  packages: { from: "api", to: "internet", service: "https", reason: "Machines are upgraded" },
};
const machines: { readonly [name: string]: readonly [Partial<SystemArgs>, Standing] } = {
  "a core server": [{}, { zones: ["management"] }],
  "a server of the API zone, with everything that can be said": [
    {
      flows,
      administrators: { ada: { publicKeys: [publicKey] } },
      timeServers: ["192.0.2.123"],
      securityMirror: "https://mirror.example.org/debian-security",
      backup: { repository: "s3:https://s3.example.org/api", paths: ["/srv"], nearContainer: "backups" },
      packages: ["haproxy"],
      files: { "/etc/haproxy/haproxy.cfg": { content: "global\n  daemon\n# ja: no\n", permissions: "0640" } },
      commands: ["systemctl restart haproxy", "echo 'a: b' > /root/x"],
      logCollector: { address: "192.0.2.9", port: 6514, certificateName: "logs.example.org", caCertificate: "" },
    },
    { zones: ["api"] },
  ],
  "a bastion": [{}, { zones: ["api", "management"], bastion: true }],
};

/** What cloud-init understands: Python's own reader of YAML, as JSON. */
const READ = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";

interface Config {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

describe("what a machine is told at its first start", function () {
  this.timeout(600_000);
  let tools: Tools;
  const caCertificate = rootCertificates[0] as string;
  const folder = mkdtempSync(join(tmpdir(), "cloud-init-"));

  before(async function () {
    try {
      tools = Tools.ready();
    } catch (error) {
      console.warn(
        `cloud-init, sshd, nft, rsyslogd, ausyscall and chronyd cannot be had here, so nobody judges user data: ${(error as Error).message}`,
      );
      return this.skip();
    }
  });

  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };

  for (const [name, [own, standing]] of Object.entries(machines))
    describe(`for ${name}`, () => {
      const text = () => {
        const args = { ...base, ...own };
        return cloudInit("x", { ...args, logCollector: { ...args.logCollector, caCertificate } }, standing);
      };
      const file = (path: string): string =>
        (parse(text()) as Config).write_files.find((one) => one.path === path)?.content ?? "";

      it("is valid cloud-config, as cloud-init says", () => {
        const { code, text: said } = tools.run("usr/bin/cloud-init", "schema", "--config-file", write("user", text()));
        assert.equal(code, 0, said);
        assert.match(said, /Valid/i);
        assert.doesNotMatch(said, /deprecat.*:.*\S/i);
      });

      it("is the same to Python, which cloud-init reads it with, as to us", () => {
        const { code, text: said } = tools.python("-c", READ, write("user", text()));
        assert.equal(code, 0, said);
        assert.deepEqual(JSON.parse(said), parse(text()));
      });

      it("has a configuration that sshd takes", () => {
        const config = write("sshd", file("/etc/ssh/sshd_config.d/10-hardening.conf"));
        const { code, text: said } = tools.apart(`
          for type in ed25519 rsa; do rm -f ${folder}/$type; ssh-keygen -q -t $type -N '' -f ${folder}/$type; done
          (cat /etc/passwd; echo 'sshd:x:65000:65534::/run/sshd:/usr/sbin/nologin') > ${folder}/passwd
          mount -t tmpfs none /run && mkdir /run/sshd && mount --bind ${folder}/passwd /etc/passwd
          for check in -t -T; do
            ${join(tools.root, "usr/sbin/sshd")} $check -f ${config} -h ${folder}/ed25519 -h ${folder}/rsa
          done`);
        assert.equal(code, 0, said);
        assert.match(said, /^passwordauthentication no$/m);
        assert.match(said, /^permitrootlogin no$/m);
        assert.match(said, standing.bastion ? /^allowtcpforwarding local$/m : /^allowtcpforwarding no$/m);
      });

      it("has firewalls that nft takes, both at once", () => {
        const main = write("nft", file("/etc/nftables.conf"));
        const quarantine = write("quarantine", file("/etc/nftables-quarantine.conf"));
        const nft = join(tools.root, "usr/sbin/nft");
        // In a network of its own it can be loaded for real.
        const { code, text: said } = tools.apart(
          `${nft} -c -f ${main}; ${nft} -f ${main}; ${nft} -f ${quarantine}; ${nft} list ruleset; ${nft} delete table inet quarantine`,
        );
        assert.equal(code, 0, said);
        for (const chain of ["input", "forward", "output"])
          assert.match(said, new RegExp(`hook ${chain} priority filter; policy drop`));
      });

      it("has a log configuration that rsyslogd takes", () => {
        const ca = write("ca.pem", file("/etc/rsyslog.d/log-collector.pem"));
        const config = file("/etc/rsyslog.d/10-log-collector.conf").replace("/etc/rsyslog.d/log-collector.pem", ca);
        const whole = write("rsyslog", `global(workDirectory="${folder}")\n${config}`);
        const { code, text: said } = tools.run("usr/sbin/rsyslogd", "-N1", "-f", whole, "-M", tools.rsyslogModules);
        assert.equal(code, 0, said);
        assert.doesNotMatch(said, /error|warn/i);
      });

      it("has a time configuration that chronyd takes", () => {
        const config = write("chrony", file("/etc/chrony/chrony.conf"));
        const { code, text: said } = tools.run("usr/sbin/chronyd", "-p", "-f", config);
        assert.equal(code, 0, said);
      });

      it("audits system calls that exist", () => {
        // auditctl would load the rules into this machine's kernel, and lock them there: it is never run.
        const calls = new Set(
          [...file("/etc/audit/rules.d/50-hardening.rules").matchAll(/-S (\w+)/g)].map(([, c]) => c),
        );
        assert.ok(calls.size > 20);
        for (const call of calls) {
          const { code, text: said } = tools.run("usr/bin/ausyscall", "x86_64", call as string, "--exact");
          assert.equal(code, 0, `${call}: ${said}`);
        }
      });
    });
});
