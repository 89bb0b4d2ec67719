import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { auditRules } from "../../components/audit.ts";
import { cloudInit, type Standing, type SystemArgs } from "../../components/cloud-init.ts";
import { groupsOf } from "../../components/firewall.ts";
import type { FlowArgs } from "../../components/flow.ts";
import { leakIn } from "../../components/leak.ts";
import { nftablesConfig } from "../../components/nftables.ts";
import { rsyslogConfig } from "../../components/rsyslog.ts";
import { services } from "../../components/service.ts";
import { sshdConfig, weaknessOf } from "../../components/ssh.ts";
import {
  closesPasswordLogin,
  closesRootLogin,
  firstStartOf,
  givesPassword,
  installs,
  shipsLogs,
  upgrades,
} from "../../policies/facts/cloud-init.ts";
import { args, CERTIFICATE, PUBLIC_KEY } from "../support/system.ts";

const core: Standing = { zones: ["management"] };
const told = (own: Partial<SystemArgs> = {}, standing: Standing = core) =>
  cloudInit("x", { ...args, ...own }, standing);
const reason = "Because the test needs it";
const api: { [name: string]: FlowArgs } = {
  web: { from: "internet", to: "api", service: "https", reason },
  logs: { from: "api", to: "10.20.64.9", service: "syslog-tls", reason },
  packages: { from: "api", to: "internet", service: "https", reason },
};

interface Config {
  readonly [key: string]: unknown;
  readonly write_files: readonly { path: string; content: string; permissions?: string; defer?: boolean }[];
  readonly runcmd: readonly string[];
  readonly packages: readonly string[];
}
const config = (...of: Parameters<typeof told>) => parse(told(...of), { version: "1.1" }) as Config;
const file = (path: string, ...of: Parameters<typeof told>) =>
  config(...of).write_files.find((one) => one.path === path)?.content ?? "";

describe("what a machine is told", () => {
  it("is cloud-config, the same for the same arguments", () => {
    assert.match(told(), /^#cloud-config\n/);
    assert.equal(told(), told());
  });

  it("lets people in by key only, and never as root", () => {
    const { ssh_pwauth, disable_root, user, users } = config({ administrators: { ada: { publicKeys: [PUBLIC_KEY] } } });
    assert.deepEqual([ssh_pwauth, disable_root], [false, true]);
    const [first, ada] = users as [string, { [key: string]: unknown }];
    assert.equal(first, "default");
    for (const account of [user, ada] as { [key: string]: unknown }[]) {
      assert.equal(account.lock_passwd, true);
      assert.deepEqual(account.groups, ["adm", "ssh-users"]);
    }
    assert.deepEqual(
      [(user as { name: string }).name, ada.name, ada.ssh_authorized_keys],
      ["admin", "ada", [PUBLIC_KEY]],
    );
  });

  it("satisfies what the pack asks of user data", () => {
    const start = firstStartOf(told());
    for (const holds of [closesPasswordLogin, closesRootLogin, upgrades, shipsLogs])
      assert.ok(holds(start), holds.name);
    for (const name of ["auditd", "aide", "apparmor", "chrony", "nftables", "prometheus-node-exporter"])
      assert.ok(installs(start, [name]), name);
    assert.equal(givesPassword(start), false);
  });

  it("gives no secret away", () => assert.equal(leakIn(told()), undefined));

  it("upgrades at the first start, every night, and at every start before anybody may connect", () => {
    assert.equal(config().package_upgrade, true);
    assert.match(file("/etc/apt/apt.conf.d/60-hardening"), /Unattended-Upgrade "1"/);
    assert.match(
      file("/etc/systemd/system/upgrade-at-start.service"),
      /upgrade\nExecStopPost=-.*delete table inet quarantine/,
    );
    assert.match(file("/etc/systemd/system/quarantine.service"), /Before=network-pre.target/);
    assert.match(file("/etc/nftables-quarantine.conf"), /policy drop/);
  });

  it("keeps no shell history, in login shells and others", () => {
    assert.match(file("/etc/profile.d/no-history.sh"), /readonly HISTFILE=\/dev\/null/);
    assert.match(file("/etc/bash.bashrc"), /readonly HISTFILE=\/dev\/null/);
  });

  it("removes what no machine needs, and records its files after everything else", () => {
    const { runcmd } = config({ commands: ["systemctl restart haproxy"] });
    assert.ok(runcmd.some((command) => /for p in .*\btelnet\b.*purge/.test(command)));
    assert.match(runcmd.at(-1) ?? "", /^aideinit/);
    assert.equal(runcmd.at(-2), "systemctl restart haproxy");
  });

  it("lets the exporter be reached only where a flow lets somebody", () => {
    const address = (...of: Parameters<typeof told>) =>
      /listen-address=(\S+)/.exec(file("/etc/default/prometheus-node-exporter", ...of))?.[1];
    assert.equal(address(), ":9100");
    assert.equal(address({}, { ...core, flowNames: ["core-logs", "core-api"] }), "127.0.0.1:9100");
    assert.equal(address({ flows: api }, { zones: ["api"] }), "127.0.0.1:9100");
  });

  it("takes the time from the hypervisor, or from the servers that are named", () => {
    assert.ok(config().runcmd.some((command) => command.includes("modprobe ptp_kvm")));
    const flows = { ...api, time: { from: "api", to: "192.0.2.1", service: "ntp", reason } };
    const own: Parameters<typeof told> = [{ flows, timeServers: ["192.0.2.1"] }, { zones: ["api"] }];
    assert.ok(!config(...own).runcmd.some((command) => command.includes("ptp_kvm")));
    assert.match(file("/etc/chrony/chrony.conf", ...own), /^server 192\.0\.2\.1 iburst$/m);
  });

  it("takes packages from a mirror", () => {
    assert.deepEqual(config({ securityMirror: "https://10.20.64.8/debian-security" }).apt, {
      preserve_sources_list: false,
      primary: [{ arches: ["default"], uri: args.packageMirror }],
      security: [{ arches: ["default"], uri: "https://10.20.64.8/debian-security" }],
    });
    assert.equal(config({ flows: api, packageMirror: undefined }, { zones: ["api"] }).apt, undefined);
  });

  it("writes a team's own files, after packages and accounts are there", () => {
    const { write_files, packages } = config({
      packages: ["haproxy", "auditd"],
      files: { "/etc/x": { content: "yes\n", permissions: "0600" }, "/etc/y": { content: "0644" } },
    });
    assert.deepEqual(
      write_files.filter(({ defer }) => defer).map(({ path, permissions, content }) => [path, permissions, content]),
      [
        ["/etc/x", "0600", "yes\n"],
        ["/etc/y", "0644", "0644"],
      ],
    );
    assert.equal(new Set(packages).size, packages.length);
    assert.ok(packages.includes("haproxy"));
  });

  it("is the same to a reader of YAML whatever a team writes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (content) => {
        fc.pre(leakIn(content, "x") === undefined);
        assert.equal(file("/etc/x", { files: { "/etc/x": { content } } }), content);
      }),
    );
  });

  for (const [name, own, sentence, standing = core] of [
    [
      "a collector that no flow leads to",
      { flows: { web: api.web as FlowArgs } },
      'flows must be such that one leads from the machine to the log collector 10.20.64.9 at tcp/6514, got ["HTTPS_ACCESS_FROM_INTERNET_TO_API"].',
      { zones: ["api"] },
    ],
    [
      "a collector outside its flows",
      { logCollector: { ...args.logCollector, address: "192.0.2.9" } },
      /flows must be such that one leads from the machine to the log collector 192\.0\.2\.9 at tcp\/6514, got \["AMQPS_HTTPS_/,
    ],
    [
      "a collector without a certificate",
      { logCollector: { ...args.logCollector, caCertificate: "-----BEGIN PRIVATE KEY-----\nsecret" } },
      'logCollector.caCertificate must be certificates as PEM and nothing else, got "-----BEGIN PRIVATE KEY-----…".',
    ],
    [
      "a collector's name that ends a line",
      { logCollector: { ...args.logCollector, address: 'x"\n' } },
      'logCollector.address must be a host name or an address such as logs.example.org, got "x\\"\\n".',
    ],
    [
      "a collector's port that is none",
      { logCollector: { ...args.logCollector, port: 0 } },
      "logCollector.port must be from 1 to 65535, got 0.",
    ],
    [
      "a time server that no flow leads to",
      { timeServers: ["10.20.64.7"] },
      /flows must be such that one leads from the machine to the time server 10\.20\.64\.7 at udp\/123, got \[/,
    ],
    [
      "a mirror that no flow leads to",
      { packageMirror: "https://192.0.2.8/debian" },
      /flows must be such that one leads from the machine to the package mirror 192\.0\.2\.8 at tcp\/443, got \[/,
    ],
    [
      "a machine that cannot be upgraded",
      { packageMirror: undefined },
      "packageMirror must be given where no flow leads from the machine to https or http on the internet, or it could not be upgraded, got undefined.",
    ],
    [
      "a mirror without TLS",
      { packageMirror: "http://10.20.64.8/debian" },
      'packageMirror must be an https address without a user such as https://mirror.example.org/debian, got "http://10.20.64.8/debian".',
    ],
    ["root as an account", { account: "root" }, 'account must be a name other than root such as admin, got "root".'],
    [
      "an account that is taken",
      { administrators: { admin: { publicKeys: [PUBLIC_KEY] } } },
      'an administrator\'s account must be a name other than root and admin such as ada, got "admin".',
    ],
    [
      "an administrator without a key",
      { administrators: { ada: { publicKeys: [] } } },
      "administrators.ada.publicKeys must be at least one public key, got [].",
    ],
    [
      "an administrator with a weak key",
      { administrators: { ada: { publicKeys: ["ssh-dss AAAAB3NzaC1kc3M="] } } },
      'administrators.ada.publicKeys must be a public key of type ed25519, or RSA of 3072 bits or more, got "a key that is of type ssh-dss".',
    ],
    [
      "a package that is removed",
      { packages: ["telnet"] },
      /a package must be none of those that are removed: .*, got "telnet"\./,
    ],
    [
      "a package that is an option",
      { packages: ["-y"] },
      'a package must be a package\'s name such as haproxy, got "-y".',
    ],
    [
      "a file of the hardening",
      { files: { "/etc/nftables.conf": { content: "" } } },
      'a file must be one that the hardening does not write itself, got "/etc/nftables.conf".',
    ],
    [
      "a file that everybody may write",
      { files: { "/etc/x": { content: "", permissions: "0666" } } },
      'files./etc/x.permissions must be octal and written by its owner only, such as 0640, got "0666".',
    ],
    [
      "a secret in a file",
      { files: { "/etc/x": { content: "db_password = hunter22" } } },
      'files./etc/x.content must be free of secrets, which belong in the key manager, got "a value called \\"db_password\\"".',
    ],
    [
      "a secret in a command",
      { commands: ["curl https://ada:hunter22@example.org/"] },
      'a command must be free of secrets, which belong in the key manager, got "a password in an address".',
    ],
    ["a time that is none", { restartAt: "25:00" }, 'restartAt must be a time such as 04:00, got "25:00".'],
    [
      "a rate of nothing",
      { connectionsPerSecond: 0 },
      "connectionsPerSecond must be a whole number from 1 to 1000000, got 0.",
    ],
    [
      "a flow that does not exist",
      {},
      /flowNames must be names of flows: .*core-login.*, got "core"\./,
      { ...core, flowNames: ["core"] },
    ],
  ] as readonly (readonly [string, Partial<SystemArgs>, string | RegExp, Standing?])[])
    it(`refuses ${name} in one sentence`, () => {
      assert.throws(
        () => told(own, standing),
        (error: Error) => {
          if (typeof sentence === "string") assert.equal(error.message, `x: ${sentence}`);
          else assert.match(error.message, sentence);
          assert.doesNotMatch(error.message, /hunter22|\n/);
          return true;
        },
      );
    });
});

describe("user data that anybody wrote", () => {
  const read = (text: string) => {
    const start = firstStartOf(text);
    return [closesPasswordLogin, closesRootLogin, upgrades, shipsLogs, givesPassword]
      .map((fact) => fact(start))
      .concat(
        installs(start, ["aide"]),
        start.texts.some((one) => leakIn(one) !== undefined),
      );
  };

  it("is read without ever breaking", () => {
    const heads = [
      "",
      "#cloud-config\n",
      "#cloud-config-archive\n",
      'Content-Type: multipart/mixed; boundary="b"\n\n--b\n',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...heads), fc.string({ unit: "binary" }), fc.boolean(), (head, body, packed) => {
        read(packed ? Buffer.from(head + body).toString("base64") : head + body);
      }),
    );
  });

  it("is read to its end, whatever it repeats", () => {
    for (const part of [
      "a-",
      "a_",
      "a.",
      "apt install ",
      "apt upgrade ",
      "clients ",
      "[OUTPUT] ",
      "x://",
      "password ",
      "eyJ",
      "$6$",
      "- a: &a\n",
      "PermitRootLogin ",
    ])
      for (const text of [part.repeat(60_000 / part.length), `#cloud-config\n${part.repeat(60_000 / part.length)}`])
        read(text);
  }).timeout(60_000);
});

describe("a machine's firewall", () => {
  const ruleset = (flows: { [name: string]: FlowArgs }, zone = "api") =>
    nftablesConfig(
      groupsOf("x", { ...args, flows }).filter((group) => group.zone === zone),
      500,
    );
  const rules = (text: string) => text.split("\n").filter((line) => line.includes('comment "Flow '));

  it("is closed in every direction but for the declared openings", () => {
    const text = ruleset(api);
    for (const hook of ["input", "forward", "output"])
      assert.match(text, new RegExp(`hook ${hook} priority filter; policy drop;`));
    assert.deepEqual(
      rules(text).map((line) => line.trim()),
      [
        `meta nfproto ipv4 tcp dport 443 accept comment "Flow web: ${reason}"`,
        `meta nfproto ipv6 tcp dport 443 accept comment "Flow web: ${reason}"`,
        `ip daddr 10.20.64.9/32 tcp dport 6514 accept comment "Flow logs: ${reason}"`,
        `meta nfproto ipv4 tcp dport 443 accept comment "Flow packages: ${reason}"`,
        `meta nfproto ipv6 tcp dport 443 accept comment "Flow packages: ${reason}"`,
      ],
    );
  });

  it("has a rule for every service that flows know, and nothing that ends a quotation", () => {
    for (const service of Object.keys(services)) {
      const text = ruleset({ f: { from: "tenant", to: "api", service, reason: 'A "reason" that \\ ends\nearly' } });
      for (const line of rules(text)) assert.match(line, /accept comment "[^"\\\n]*"$/);
      assert.notEqual(rules(text).length, 0, service);
    }
  });

  it("never shuts out the machine itself", () => {
    assert.match(ruleset(api), /hook input .*\n {4}iifname "lo" accept/);
    assert.match(ruleset(api), /hook output .*\n {4}oifname "lo" accept/);
  });
});

describe("an SSH server's configuration", () => {
  it("forwards nothing, but on a bastion to port 22", () => {
    assert.match(sshdConfig({ bastion: false }), /^AllowTcpForwarding no\nPermitOpen none$/m);
    assert.match(sshdConfig({ bastion: true }), /^AllowTcpForwarding local\nPermitOpen \*:22$/m);
    for (const bastion of [false, true])
      for (const line of [
        "AllowAgentForwarding no",
        "X11Forwarding no",
        "PermitRootLogin no",
        "PasswordAuthentication no",
      ])
        assert.match(sshdConfig({ bastion }), new RegExp(`^${line}$`, "m"));
  });

  it("names no algorithm that is broken", () => {
    assert.doesNotMatch(sshdConfig({ bastion: true }), /sha1|md5|cbc|3des|arcfour|group1-|group14-sha1|ssh-dss|chacha/);
  });
});

describe("a public key", () => {
  const rsa = (bits: number) => {
    const field = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, bytes.length >> 8, bytes.length & 255]), bytes]);
    const blob = [
      Buffer.from("ssh-rsa"),
      Buffer.from([1, 0, 1]),
      Buffer.concat([Buffer.from([0]), Buffer.alloc(bits / 8, 255)]),
    ];
    return `ssh-rsa ${Buffer.concat(blob.map(field)).toString("base64")} somebody`;
  };
  for (const [name, key, weakness] of [
    ["of ed25519", PUBLIC_KEY, undefined],
    ["of RSA with 3072 bits", rsa(3072), undefined],
    ["of RSA with 2048 bits", rsa(2048), "has 2048 bits"],
    ["that is cut off", PUBLIC_KEY.slice(0, 60), "is no public key of OpenSSH's"],
    ["that says another type", PUBLIC_KEY.replace("ed25519", "rsa"), "is no public key of OpenSSH's"],
    ["that is two", `${PUBLIC_KEY}\n${PUBLIC_KEY}`, "is no public key of OpenSSH's"],
    ["that is none", "", "is no public key of OpenSSH's"],
  ] as const)
    it(`${name} ${weakness ?? "is strong"}`, () => assert.equal(weaknessOf(key), weakness));

  it("is looked at without ever breaking", () => {
    fc.assert(
      fc.property(fc.string(), fc.base64String(), (type, body) => typeof weaknessOf(`${type} ${body}`) !== "number"),
    );
  });
});

describe("a log configuration", () => {
  it("sends everything to a collector whose name is verified, and keeps what it cannot send", () => {
    const text = rsyslogConfig({
      address: "10.20.64.9",
      certificateName: "logs.example.org",
      caCertificate: CERTIFICATE,
    });
    for (const line of [
      'target="10.20.64.9"',
      'port="6514"',
      'StreamDriverMode="1"',
      'StreamDriverAuthMode="x509/name"',
      'StreamDriverPermittedPeers="logs.example.org"',
      'queue.saveOnShutdown="on"',
    ])
      assert.ok(text.includes(line), line);
    assert.ok(text.includes("/var/log/audit/audit.log"));
  });
});

describe("audit rules", () => {
  it("watch accounts, privileges, keys and modules, and close the list at the end", () => {
    const rules = auditRules();
    for (const path of ["/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/ssh/"])
      assert.match(rules, new RegExp(`^-w ${path} -p wa -k `, "m"));
    assert.match(rules, /-S init_module/);
    assert.equal(rules.trimEnd().split("\n").at(-1), "-e 2");
  });
});

describe("a leak", () => {
  for (const [text, leak] of [
    ["-----BEGIN OPENSSH PRIVATE KEY-----", "a private key"],
    ["key: AKIAIOSFODNN7EXAMPLE", "an AWS access key"],
    ["https://ada:hunter22@example.org", "a password in an address"],
    ["export OS_PASSWORD=hunter22", 'a value called "OS_PASSWORD"'],
    ['{"client_secret": "hunter22"}', 'a value called "client_secret"'],
    ["psk = hunter22", 'a value called "psk"'],
    ["root:$6$salt$abcdefghijklmnop", "a password's hash"],
    ["PasswordAuthentication no", undefined],
    ["lock_passwd: true", undefined],
    ["password: ${DB_PASSWORD}", undefined],
    ["password_file: /run/secrets/db", undefined],
    ["password = /run/secrets/db", undefined],
    ["token: <yours>", undefined],
    ["https://example.org:8443/a@b", undefined],
    ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfd6zyy ada@example.org", undefined],
    ["tokens are short-lived; passwords are long", undefined],
  ] as const)
    it(`${leak === undefined ? "is none" : `is ${leak}`} in ${JSON.stringify(text)}`, () =>
      assert.equal(leakIn(text), leak));

  it("is one by its name alone", () => {
    assert.equal(leakIn("correct horse", "dbPassword"), 'a value called "dbPassword"');
    assert.equal(leakIn("https://keys.example.org", "token_endpoint"), undefined);
  });
});
