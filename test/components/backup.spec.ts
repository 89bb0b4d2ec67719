import assert from "node:assert/strict";
import { parse } from "yaml";
import { type BackupArgs, checkBackup, targetOf } from "../../components/backup.ts";
import { cloudInit, type SystemArgs } from "../../components/cloud-init.ts";
import type { FlowArgs } from "../../components/flow.ts";
import {
  OpenStackBackup,
  type OpenStackBackupArgs,
  OpenStackLogStore,
  type OpenStackLogStoreArgs,
} from "../../components/index.ts";
import { leakIn } from "../../components/leak.ts";
import imageMemoryEncrypted from "../../policies/controls/image-memory-encrypted.ts";
import { backsUp, firstStartOf } from "../../policies/facts/cloud-init.ts";
import { build, without } from "../support/build.ts";
import { refusesAtRun } from "../support/refusal.ts";
import { args, CERTIFICATE } from "../support/system.ts";

const repository = "rest:https://backup.example.org/core";
const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfd6zyyqXPmhGFoNsNJ5W1nNFOYhdAe9vbXFWPrTlAj";
const reason = "Because the test needs it";
const flows: { [name: string]: FlowArgs } = {
  logs: { from: "api", to: "10.20.64.9", service: "syslog-tls", reason },
  packages: { from: "api", to: "10.20.64.8", service: "https", reason },
  backup: { from: "api", to: "198.51.100.7", service: "https", reason },
};
const told = (own: Partial<BackupArgs> = {}, system: Partial<SystemArgs> = { flows }) =>
  cloudInit("x", { ...args, ...system, backup: { repository, paths: ["/srv"], ...own } }, { zones: ["api"] });

interface Config {
  readonly write_files: readonly { path: string; content: string; permissions?: string }[];
  readonly runcmd: readonly string[];
  readonly packages: readonly string[];
}
const config = (...of: Parameters<typeof told>) => parse(told(...of), { version: "1.1" }) as Config;
const file = (path: string, ...of: Parameters<typeof told>) =>
  config(...of).write_files.find((one) => one.path === path)?.content ?? "";
const script = (own: Partial<BackupArgs> = {}, system?: Partial<SystemArgs>) =>
  file("/usr/local/sbin/backup", own, system);

describe("a machine that is backed up", () => {
  it("is told how to do it by itself, and no secret", () => {
    const { packages, runcmd } = config();
    assert.ok(packages.includes("restic"));
    assert.ok(runcmd.some((command) => command.includes("enable --now backup.timer backup-check.timer")));
    assert.equal(leakIn(told()), undefined);
    assert.equal(leakIn(told({ repository: "s3:https://s3.example.org/core", nearContainer: "backups" })), undefined);
  });

  it("is told nothing of it unless it is asked for", () => {
    assert.doesNotMatch(cloudInit("x", { ...args, flows }, { zones: ["api"] }), /restic/);
  });

  it("copies as often as it is told, away from others, and catches up on what it missed", () => {
    for (const schedule of ["hourly", "daily", "weekly"])
      assert.match(file("/etc/systemd/system/backup.timer", { schedule }), new RegExp(`^OnCalendar=${schedule}$`, "m"));
    assert.match(
      file("/etc/systemd/system/backup.timer"),
      /^OnCalendar=daily\nRandomizedDelaySec=1h\nPersistent=true$/m,
    );
  });

  it("is read back every week, and then what is not kept is deleted", () => {
    assert.match(file("/etc/systemd/system/backup-check.timer"), /^OnCalendar=weekly$/m);
    assert.match(
      script(),
      /forget --keep-daily 7 --keep-weekly 5 --keep-monthly 12 --prune\n.*check --read-data-subset=10%/,
    );
    assert.match(script({ schedule: "hourly" }), /forget --keep-hourly 168 --keep-daily 7 /);
    assert.doesNotMatch(script({ appendOnly: true }), /forget/);
  });

  it("copies the folders off the cloud, and then to the container in it", () => {
    const text = script({ paths: ["/srv", "/var/lib/postgres dumps".replace(" ", "-")], excludes: ["*.tmp"] });
    assert.match(text, /backup --exclude-caches --exclude '\*\.tmp' -- '\/srv' '\/var\/lib\/postgres-dumps'$/m);
    assert.doesNotMatch(text, /swift:/);
    const near = script({ nearContainer: "backups" });
    assert.match(near, /for repository in far near; do/);
    assert.match(near, /^near\(\) \{ RESTIC_REPOSITORY='swift:backups:\/' restic "\$@"; \}$/m);
  });

  it("trusts the target's authority or host keys and nobody else", () => {
    assert.match(script({ caCertificate: CERTIFICATE }), /restic --cacert \/etc\/restic\/target\.pem "\$@"/);
    assert.equal(file("/etc/restic/target.pem", { caCertificate: CERTIFICATE }), CERTIFICATE);
    const sftp = { repository: "sftp://core@backup.example.org:2222//srv/core", hostKeys: [HOST_KEY] };
    const system = { flows: { ...flows, backup: { from: "api", to: "198.51.100.7", service: "tcp/2222", reason } } };
    assert.equal(file("/etc/restic/known_hosts", sftp, system), `[backup.example.org]:2222 ${HOST_KEY}\n`);
    assert.match(
      script(sftp, system),
      /StrictHostKeyChecking=yes -o UserKnownHostsFile=\/etc\/restic\/known_hosts -p 2222 core@backup\.example\.org -s sftp'/,
    );
    assert.ok(config(sftp, system).runcmd.some((command) => /ssh-keygen .*-f \/etc\/restic\/ssh_key$/.test(command)));
  });

  it("is read by the pack as backed up off the cloud, as often as it is", () => {
    for (const [often, schedule] of ["hourly", "daily", "weekly"].entries())
      assert.equal(backsUp(firstStartOf(told({ schedule }))), often);
    assert.equal(backsUp(firstStartOf(cloudInit("x", { ...args, flows }, { zones: ["api"] }))), undefined);
  });

  for (const [name, own, sentence, system = { flows }] of [
    [
      "a target that no flow leads to",
      { repository: "rest:https://198.51.100.8/core" },
      /^x: flows must be such that one leads from the machine to the backup's target 198\.51\.100\.8 at tcp\/443, got \[/,
    ],
    [
      "a target at a port that no flow leads to",
      { repository: "rest:https://backup.example.org:8443/core" },
      /^x: flows must be such that one leads from the machine to the backup's target backup\.example\.org at tcp\/8443, got \[/,
    ],
    [
      "a target without TLS",
      { repository: "rest:http://backup.example.org/core" },
      /^x: backup\.repository must be s3:https:\/\/…, rest:https:\/\/… or sftp:.*, got "rest:http"\.$/,
    ],
    [
      "a password in the address",
      { repository: "rest:https://ada:hunter22@backup.example.org/core" },
      /repository must be .* without a password, .*, got "rest:https"\.$/,
    ],
    ["a folder of its own", { repository: "/srv/backup" }, /repository must be .*, got ""\.$/],
    [
      "the cloud's own Swift",
      { repository: "swift:backups:/" },
      /repository must be s3:https:\/\/…, rest:https:\/\/… or sftp:.*, got "swift"\.$/,
    ],
    [
      "itself",
      { repository: "rest:https://localhost/core" },
      /repository must be on a host outside this cloud, got "localhost"\.$/,
    ],
    [
      "itself by another address",
      { repository: "rest:https://127.0.0.2/core" },
      /outside this cloud, got "127\.0\.0\.2"\.$/,
    ],
    ["itself by its address", { repository: "rest:https://[::1]/core" }, /outside this cloud, got "::1"\.$/],
    [
      "itself by a short address",
      { repository: "rest:https://127.1/core" },
      /repository must be .*, got "rest:https"\.$/,
    ],
    [
      "a machine of its own network",
      { repository: "rest:https://10.20.64.8/core" },
      /repository must be on a host outside this cloud, whose own range that is, got "10\.20\.64\.8"\.$/,
    ],
    ["nothing to back up", { paths: [] }, /paths must be at least one folder such as \/srv, got \[\]\.$/],
    ["a path that is a command", { paths: ["/srv'; reboot '"] }, /paths must be absolute paths such as \/srv, got "/],
    ["a path that goes up", { paths: ["/srv/../etc"] }, /paths must be absolute paths such as \/srv, got "/],
    [
      "a pattern that is an option",
      { excludes: ["--help"] },
      /excludes must be patterns such as \*\.tmp, got "--help"\.$/,
    ],
    ["a schedule that is none", { schedule: "never" }, /schedule must be hourly, daily or weekly, got "never"\.$/],
    ["to keep nothing", { keepDaily: 0 }, /keepDaily must be a whole number from 1 to 1000, got 0\.$/],
    ["to read nothing back", { readBackPercent: 0 }, /readBackPercent must be a whole number from 1 to 100, got 0\.$/],
    [
      "an authority's private key",
      { caCertificate: "-----BEGIN PRIVATE KEY-----\nhunter22" },
      /caCertificate must be certificates as PEM and nothing else, got "-----BEGIN PRIVATE KEY-----…"\.$/,
    ],
    [
      "an SSH target that nobody knows",
      { repository: "sftp://core@backup.example.org//srv/core" },
      /hostKeys must be given for sftp, such as ssh-ed25519 AAAA…, and for nothing else, got \[\]\.$/,
    ],
    ["host keys for TLS", { hostKeys: [HOST_KEY] }, /hostKeys must be given for sftp, .*, got \["ssh-ed25519 /],
    [
      "a host key that is none",
      { repository: "sftp://core@backup.example.org//srv/core", hostKeys: ["backup.example.org"] },
      /hostKeys must be public keys such as ssh-ed25519 AAAA…, got "backup\.example\.org"\.$/,
    ],
    ["a container that is none", { nearContainer: "a/b" }, /nearContainer must be 1 to 200 letters, .*, got "a\/b"\.$/],
    [
      "a file of its own that the backup writes",
      {},
      /a file must be one that the hardening does not write itself, got "\/usr\/local\/sbin\/backup"\.$/,
      { flows, files: { "/usr/local/sbin/backup": { content: "" } } },
    ],
  ] as readonly (readonly [string, Partial<BackupArgs>, RegExp, Partial<SystemArgs>?])[])
    it(`is refused ${name}, in one sentence`, () => {
      assert.throws(
        () => told(own, system),
        (error: Error) => {
          assert.match(error.message, sentence);
          assert.doesNotMatch(error.message, /hunter22|\n/);
          return true;
        },
      );
    });

  it("may go to any host that is not the network's", () => {
    for (const [given, host, port] of [
      ["s3:https://s3.example.org/core", "s3.example.org", 443],
      ["rest:https://backup.example.org:8000/core/", "backup.example.org", 8000],
      ["sftp://core@[2001:db8::7]//srv/core", "2001:db8::7", 22],
    ] as const) {
      const target = targetOf("x", given);
      assert.deepEqual([target.host, target.port], [host, port]);
      const hostKeys = target.kind === "sftp" ? [HOST_KEY] : [];
      assert.deepEqual(checkBackup("x", { repository: given, paths: ["/srv"], hostKeys }, args), target);
    }
  });
});

const inventory = { owner: "platform", reviewOn: "2999-12-31" };
const SOMEBODY = `${"0a".repeat(16)}:${"1b".repeat(16)}`;
const container = ({ resources }: { resources: readonly { type: string; props: object }[] }) =>
  resources.find(({ type }) => type.endsWith(":Container"))?.props;

const logStore = (own: Partial<OpenStackLogStoreArgs> = {}) =>
  build(() => new OpenStackLogStore("cloud-logs", { ...inventory, ...own }));

describe("an OpenStackLogStore", () => {
  it("satisfies every control", async () => {
    assert.deepEqual((await logStore()).said, []);
    assert.deepEqual((await logStore({ readers: [SOMEBODY], writers: [SOMEBODY] })).said, []);
  });

  it("is private and versioned, says how long logs are kept, and is not deleted with what is in it", async () => {
    assert.deepEqual(container(await logStore()), {
      name: "cloud-logs",
      versioning: true,
      metadata: { "retention-days": "365", owner: "platform", environment: "production", review: "2999-12-31" },
    });
  });

  it("lets in whom it names", async () => {
    const { containerRead, containerWrite } = container(
      await logStore({ readers: [SOMEBODY, SOMEBODY.replaceAll("0a", "2c")], writers: [SOMEBODY] }),
    ) as { containerRead: string; containerWrite: string };
    assert.deepEqual([containerRead, containerWrite], [`${SOMEBODY},${SOMEBODY.replaceAll("0a", "2c")}`, SOMEBODY]);
  });

  for (const [name, own, sentence] of [
    [
      "everybody as a reader",
      { readers: [".r:*"] },
      /a reader must be a project and a user by their ids, .*, got "\.r:\*"\.$/,
    ],
    [
      "a whole project as a writer",
      { writers: [SOMEBODY.replace(/:.*/, ":*")] },
      /a writer must be a project and a user by .*, got "0a.*:\*"\.$/,
    ],
    [
      "a life that is too short",
      { retentionDays: 30 },
      /retentionDays must be a whole number of days from 90 to 36500, got 30\.$/,
    ],
    ["a name that is a path", { containerName: "a/b" }, /containerName must be 1 to 200 letters, .*, got "a\/b"\.$/],
    ["an owner that is none", { owner: "" }, /owner must be 1 to 50 characters .*, got ""\.$/],
  ] as readonly (readonly [string, Partial<OpenStackLogStoreArgs>, RegExp])[])
    it(`refuses ${name} in one sentence`, () => assert.rejects(async () => logStore(own), sentence));

  it("refuses a cloud without Swift in one sentence, and makes nothing", async () => {
    const { resources } = await refusesAtRun(
      () => new OpenStackLogStore("cloud-logs", inventory),
      /^OpenStackLogStore "cloud-logs" needs the service object-store \(Swift\), which this cloud does not offer /,
      without("object-store"),
    );
    assert.equal(container({ resources }), undefined);
  });
});

const backup = (own: Partial<OpenStackBackupArgs> = {}) =>
  build(() => new OpenStackBackup("cloud-backups", { ...inventory, repository, ...own }));

describe("an OpenStackBackup", () => {
  it("satisfies every control", async () => {
    assert.deepEqual((await backup()).said, []);
    assert.deepEqual((await backup({ readers: [SOMEBODY], writers: [SOMEBODY] })).said, []);
  });

  it("keeps the first copies in a private, versioned container, which says where the others are", async () => {
    assert.deepEqual(container(await backup({ containerName: "copies", environment: "staging" })), {
      name: "copies",
      versioning: true,
      metadata: { "off-cloud": "backup.example.org", owner: "platform", environment: "staging", review: "2999-12-31" },
    });
  });

  it("refuses a target on one of the cloud's own hosts in one sentence, and makes nothing", async () => {
    const serviceCatalogs = [
      { type: "identity", endpoints: [{ url: "https://identity.example.org/v3", interface: "public" }] },
      { type: "object-store", endpoints: [{ url: "https://backup.example.org:8080/v1/AUTH_x", interface: "public" }] },
    ];
    const { resources } = await refusesAtRun(
      () => new OpenStackBackup("cloud-backups", { ...inventory, repository }),
      /^OpenStackBackup "cloud-backups": repository must be on a host outside this cloud, got "backup\.example\.org", which the cloud's own object-store is on\.$/,
      { "openstack:identity/getAuthScope:getAuthScope": () => ({ serviceCatalogs }) },
    );
    assert.equal(container({ resources }), undefined);
  });

  it("refuses a cloud without Swift in one sentence", async () => {
    await refusesAtRun(
      () => new OpenStackBackup("cloud-backups", { ...inventory, repository }),
      /^OpenStackBackup "cloud-backups" needs the service object-store \(Swift\)/,
      without("object-store"),
    );
  });

  it("refuses a target that is none in one sentence", () =>
    assert.rejects(
      async () => backup({ repository: "swift:backups:/" }),
      /^Error: OpenStackBackup "cloud-backups": repository must be s3|OpenStackBackup "cloud-backups": repository must be s3/,
    ));
});

describe("the memory of machines", () => {
  it("is to be encrypted where a team demands it", () => {
    const judge = (properties: { [key: string]: string }, demanded: boolean) =>
      imageMemoryEncrypted.judge(() => properties, { demanded });
    assert.equal(judge({}, false), undefined);
    assert.match(judge({}, true) ?? "", /^The memory of machines .* is not encrypted\.$/);
    assert.equal(judge({ hw_mem_encryption: "True" }, true), undefined);
  });
});
