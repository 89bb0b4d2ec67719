import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { BACKUP_SCRIPT, type BackupArgs, type BackupTarget, backupSystem } from "../../components/backup.ts";
import { Tools, type Verdict } from "./tools.ts";

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

/** What nobody but the machine and whoever runs it may ever see. */
const PASSWORD = randomBytes(18).toString("hex");
const LOGIN = randomBytes(18).toString("hex");

describe("a machine's backup, with a real restic and a target outside", function () {
  this.timeout(600_000);
  const folder = mkdtempSync(join(tmpdir(), "backup-"));
  const children: ChildProcess[] = [];
  let tools: Tools;

  const at = (...path: string[]): string => join(folder, ...path);

  before(function () {
    try {
      tools = Tools.ready();
    } catch (error) {
      console.warn(`restic and rclone cannot be had here, so nobody tries backups: ${(error as Error).message}`);
      return this.skip();
    }
    const { status, stderr } = spawnSync(
      "openssl",
      [
        ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=target".split(" "),
        ...["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", at("target.key"), "-out", at("target.pem")],
      ],
      { encoding: "utf8" },
    );
    assert.equal(status, 0, stderr);
  });

  after(() => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true });
  });

  /** A machine with something on it, and a target that keeps what it is given. */
  class Machine {
    readonly #folder: string;
    readonly #port: number;
    readonly #script: string;

    private constructor(
      own: string,
      kind: BackupTarget["kind"],
      port: number,
      args: Partial<BackupArgs> & Pick<BackupArgs, "repository">,
    ) {
      this.#folder = own;
      this.#port = port;
      const { files } = backupSystem(
        { paths: [this.at("srv")], readBackPercent: 100, ...args },
        { kind, host: "127.0.0.1", port },
      );
      this.#script = this.at("script");
      const text = (files[BACKUP_SCRIPT]?.content ?? "")
        .replaceAll("/etc/restic/target.pem", at("target.pem"))
        .replaceAll("/etc/restic", this.at("etc"))
        .replaceAll("/var/lib/prometheus/node-exporter", this.at("metrics"));
      writeFileSync(this.#script, text);
      writeFileSync(this.at("etc", "known_hosts"), files["/etc/restic/known_hosts"]?.content ?? "");
      // Notes down what every process of the machine can see of another.
      writeFileSync(
        this.at("bin", "restic"),
        `#!/bin/sh\necho "$*" >> ${this.at("argv")}\nexec ${join(tools.root, "usr/bin/restic")} "$@"\n`,
        { mode: 0o755 },
      );
      writeFileSync(this.at("srv", "data"), randomBytes(100_000));
    }

    static #home(): string {
      const own = mkdtempSync(at("machine-"));
      for (const part of ["bin", "etc", "metrics", "srv", "state", "cache", "run", "target"])
        mkdirSync(join(own, part));
      return own;
    }

    /** One whose target speaks SFTP and lets in whoever has the machine's own key. It needs root, as every SSH server that others log in to. */
    static async overSsh(): Promise<Machine> {
      const own = Machine.#home();
      const inside = (name: string): string => join(own, name);
      for (const key of ["etc/ssh_key", "host"])
        spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", inside(key)]);
      const port = await freePort();
      writeFileSync(
        inside("sshd"),
        `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${inside("host")}\nAuthorizedKeysFile ${inside("etc/ssh_key.pub")}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\nPidFile none\n`,
      );
      const { command, env } = tools.started("usr/sbin/sshd", []);
      const script = `
        (cat /etc/passwd; echo 'sshd:x:65000:65534::/run/sshd:/usr/sbin/nologin') > ${inside("passwd")}
        mount -t tmpfs none /run && mkdir /run/sshd && mount --bind ${inside("passwd")} /etc/passwd
        exec ${command} -D -e -f ${inside("sshd")}`;
      const child = spawn("unshare", ["--mount", "sh", "-ec", script], { env, stdio: ["ignore", "ignore", "pipe"] });
      children.push(child);
      await new Promise<void>((resolve) => child.stderr.on("data", () => resolve()).on("close", resolve));
      const [type, key] = readFileSync(inside("host.pub"), "utf8").split(" ");
      const repository = `sftp://root@127.0.0.1:${port}/${inside("target")}`;
      return new Machine(own, "sftp", port, { repository, hostKeys: [`${type} ${key}`] });
    }

    static async ready(args: Partial<BackupArgs> = {}, ...flags: string[]): Promise<Machine> {
      const own = Machine.#home();
      const port = await freePort();
      const { command, args: started } = tools.started("usr/bin/rclone", [
        ...["serve", "restic", join(own, "target"), "--addr", `127.0.0.1:${port}`, "--config", "/dev/null"],
        ...["--cert", at("target.pem"), "--key", at("target.key"), "--user", "core", "--pass", LOGIN, ...flags],
      ]);
      children.push(spawn(command, started, { stdio: "ignore" }));
      const repository = `rest:https://127.0.0.1:${port}/core`;
      const machine = new Machine(own, "rest", port, { repository, caCertificate: "x", ...args });
      for (let i = 0; i < 50; i++) {
        const answer = spawnSync("openssl", ["s_client", "-connect", `127.0.0.1:${port}`], { input: "" });
        if (answer.status === 0) break;
        await setTimeout(100);
      }
      return machine;
    }

    at(...path: string[]): string {
      return join(this.#folder, ...path);
    }

    bring(name: "password" | "credentials", text: string, mode = 0o600): void {
      writeFileSync(this.at("etc", name), `${text}\n`);
      chmodSync(this.at("etc", name), mode);
    }

    bringAll(): void {
      this.bring("password", PASSWORD);
      this.bring("credentials", `RESTIC_REST_USERNAME=core\nRESTIC_REST_PASSWORD=${LOGIN}`);
    }

    /** Runs a job as systemd does, and after it what tells how it ended. */
    run(job: "copy" | "check"): Verdict {
      const env = {
        PATH: `${this.at("bin")}:/usr/bin:/bin`,
        STATE_DIRECTORY: this.at("state"),
        CACHE_DIRECTORY: this.at("cache"),
        RUNTIME_DIRECTORY: this.at("run"),
      };
      const { status, stdout, stderr } = spawnSync("sh", [this.#script, job], { env, encoding: "utf8" });
      rmSync(this.at("run"), { recursive: true });
      mkdirSync(this.at("run"));
      const SERVICE_RESULT = status === 0 ? "success" : "exit-code";
      spawnSync("sh", [this.#script, "ended", job], { env: { ...env, SERVICE_RESULT } });
      return { code: status, text: stdout + stderr };
    }

    fails(job: "copy" | "check", sentence: RegExp): void {
      const { code, text } = this.run(job);
      assert.notEqual(code, 0, text);
      assert.match(text, sentence);
      assert.match(this.metrics(job), new RegExp(`^backup_succeeded\\{job="${job}"\\} 0$`, "m"));
    }

    succeeds(job: "copy" | "check"): string {
      const { code, text } = this.run(job);
      assert.equal(code, 0, text);
      return text;
    }

    metrics(job: string): string {
      return readFileSync(this.at("metrics", `backup-${job}.prom`), "utf8");
    }

    /** What somebody elsewhere does, who has the password and the log-in and nothing of the machine. */
    elsewhere(...args: string[]): Verdict {
      const { status, stdout, stderr } = spawnSync(
        join(tools.root, "usr/bin/restic"),
        ["--cacert", at("target.pem"), "--no-cache", ...args],
        {
          env: {
            RESTIC_PASSWORD: PASSWORD,
            RESTIC_REPOSITORY: `rest:https://core:${LOGIN}@127.0.0.1:${this.#port}/core`,
          },
          encoding: "utf8",
        },
      );
      return { code: status, text: stdout + stderr };
    }

    /** What the target answers to whoever wants to delete the only copy with the machine's log-in. */
    deleted(): Promise<number | undefined> {
      const [snapshot] = readdirSync(this.at("target", "core", "snapshots"));
      return new Promise((resolve, reject) =>
        request(
          `https://127.0.0.1:${this.#port}/core/snapshots/${snapshot}`,
          { method: "DELETE", auth: `core:${LOGIN}`, ca: readFileSync(at("target.pem")) },
          ({ statusCode }) => resolve(statusCode),
        )
          .on("error", reject)
          .end(),
      );
    }

    snapshots(): number {
      const { code, text } = this.elsewhere("snapshots", "--json");
      assert.equal(code, 0, text);
      return JSON.parse(text).length;
    }
  }

  it("says what is missing until somebody brings it, and where it belongs", async () => {
    const machine = await Machine.ready();
    machine.fails(
      "copy",
      /^<2>Backup failed: nobody has written the password of the repository into .*\/password yet\.$/m,
    );
    machine.bring("password", PASSWORD);
    machine.fails(
      "copy",
      /^<2>Backup failed: nobody has written the log-in at the target into .*\/credentials yet\.$/m,
    );
    assert.deepEqual(readdirSync(machine.at("target")), []);
  });

  it("takes no secret that others on the machine may read, and nothing that it does not know", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    machine.bring("password", PASSWORD, 0o640);
    machine.fails("copy", /password must belong to root and have the mode 0600\.$/m);
    machine.bringAll();
    machine.bring("credentials", `LD_PRELOAD=/tmp/${LOGIN}`);
    const { text } = machine.run("copy");
    assert.match(text, /line 1 of .*\/credentials says none of AWS_ACCESS_KEY_ID, /);
    assert.ok(!text.includes(LOGIN));
  });

  it("comes back byte for byte, without the machine", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    machine.succeeds("copy");
    const restored = mkdtempSync(at("restored-"));
    const { code, text } = machine.elsewhere("restore", "latest", "--target", restored);
    assert.equal(code, 0, text);
    const [original, copy] = [machine.at("srv", "data"), join(restored, machine.at("srv", "data"))];
    assert.ok(readFileSync(original).equals(readFileSync(copy)));
    assert.match(machine.metrics("copy"), /^backup_succeeded\{job="copy"\} 1$/m);
    const [, moment] =
      /^backup_last_success_timestamp_seconds\{job="copy"\} (\d+)$/m.exec(machine.metrics("copy")) ?? [];
    assert.ok(Math.abs(Number(moment) - Date.now() / 1000) < 60);
  });

  it("tells its secrets neither to the log nor to other processes, and leaves none behind in plain text", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    const said = machine.succeeds("copy") + machine.succeeds("check") + readFileSync(machine.at("argv"), "utf8");
    assert.match(said, /snapshot [0-9a-f]{8} saved/);
    const kept = readdirSync(machine.at(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !["password", "credentials"].includes(entry.name))
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
    for (const text of [said, ...kept]) for (const secret of [PASSWORD, LOGIN]) assert.ok(!text.includes(secret));
  });

  it("is not opened with another password, nor with another log-in, and is not made anew for it", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    machine.succeeds("copy");
    machine.bring("password", "another");
    machine.fails("copy", /wrong password[\s\S]*Backup failed: the far repository cannot be opened\.$/m);
    machine.bringAll();
    machine.bring("credentials", "RESTIC_REST_USERNAME=core\nRESTIC_REST_PASSWORD=another");
    machine.fails("copy", /401 Unauthorized[\s\S]*Backup failed: the far repository cannot be opened\.$/m);
    assert.equal(machine.snapshots(), 1);
  });

  it("fails where it was and is no more, and where a volume is not there", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    machine.succeeds("copy");
    const emptied = await Machine.ready();
    emptied.bringAll();
    renameSync(machine.at("state", "far.made"), emptied.at("state", "far.made"));
    emptied.fails("copy", /Is there a repository[\s\S]*Backup failed: the far repository cannot be opened\.$/m);
    assert.deepEqual(readdirSync(emptied.at("target")), []);
    rmSync(machine.at("srv", "data"));
    machine.fails("copy", /Backup failed: there is nothing in .*\/srv\.$/m);
  });

  it("keeps what it was told to keep, and is read back", async () => {
    const machine = await Machine.ready({ keepDaily: 1, keepWeekly: 1, keepMonthly: 1 });
    machine.bringAll();
    machine.succeeds("copy");
    machine.succeeds("copy");
    assert.equal(machine.snapshots(), 2);
    assert.match(machine.succeeds("check"), /no errors were found/);
    assert.equal(machine.snapshots(), 1);
  });

  it("is found out when something in it was changed", async () => {
    const machine = await Machine.ready();
    machine.bringAll();
    machine.succeeds("copy");
    const packs = readdirSync(machine.at("target", "core", "data"), { recursive: true, withFileTypes: true });
    const pack = packs
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .find((path) => readFileSync(path).length > 50_000) as string;
    const bytes = readFileSync(pack);
    bytes[1000] = (bytes[1000] as number) ^ 1;
    writeFileSync(pack, bytes);
    machine.fails("check", /does not match|hash|repository contains errors/i);
  });

  it("cannot be deleted with all that the machine knows, where the target only adds", async () => {
    const machine = await Machine.ready({ appendOnly: true }, "--append-only");
    machine.bringAll();
    machine.succeeds("copy");
    assert.match(machine.succeeds("check"), /no errors were found/);
    assert.doesNotMatch(readFileSync(machine.at("argv"), "utf8"), /forget/);
    assert.equal(await machine.deleted(), 403);
    assert.equal(machine.snapshots(), 1);
    const other = await Machine.ready();
    other.bringAll();
    other.succeeds("copy");
    assert.equal(await other.deleted(), 200);
  });

  it("goes to a target by SSH too, with the machine's own key, and to nobody who has another host key", async function () {
    if (process.getuid?.() !== 0) {
      console.warn("An SSH server that others log in to needs root, so nobody tries SFTP.");
      return this.skip();
    }
    const machine = await Machine.overSsh();
    machine.bring("password", PASSWORD);
    assert.match(machine.succeeds("copy"), /snapshot [0-9a-f]{8} saved/);
    assert.match(machine.succeeds("check"), /no errors were found/);
    const known = readFileSync(machine.at("etc", "known_hosts"), "utf8");
    const [, another] = readFileSync(machine.at("etc", "ssh_key.pub"), "utf8").split(" ");
    writeFileSync(machine.at("etc", "known_hosts"), known.replace(/\S+\n$/, `${another}\n`));
    machine.fails("copy", /Backup failed: the far repository cannot be opened\.$/m);
    writeFileSync(machine.at("etc", "known_hosts"), known);
    machine.succeeds("copy");
  });
});
