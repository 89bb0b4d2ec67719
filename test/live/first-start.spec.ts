import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createServer, type Server } from "node:tls";
import { groupsOf } from "../../components/firewall.ts";
import type { FlowArgs } from "../../components/flow.ts";
import { nftablesConfig, quarantineConfig } from "../../components/nftables.ts";
import { COLLECTOR_CA, rsyslogConfig } from "../../components/rsyslog.ts";
import { Tools } from "./tools.ts";

const flows: { [name: string]: FlowArgs } = {
  login: { from: "198.51.100.0/24", to: "api", service: "ssh", reason: "Administrators log in" },
  web: { from: "internet", to: "api", service: "https", reason: "Anyone may call the APIs" },
  logs: { from: "api", to: "192.0.2.9", service: "syslog-tls", reason: "Logs go to the collector" },
};

/**
 * Two machines and a cable: `here` has the firewall, `there` is everybody else. Each line of the answer is an attempt that came through.
 * Servers listen on every port that is tried, so that what does not come through was stopped.
 */
const PACKETS = (nft: string, folder: string) => `
ip link set lo up
unshare --net sleep 120 & there=$!
trap 'kill $there' EXIT
sleep 0.3
ip link add here type veth peer name there netns $there
ip addr add 10.20.32.2/32 dev here; ip link set here up; ip route add default dev here
nsenter -t $there -n sh -ec 'ip link set lo up; ip link set there up; ip route add 10.20.32.2 dev there
  for a in 198.51.100.7 203.0.113.9 192.0.2.9; do ip addr add $a/32 dev there; done'
sleep 1.5
cat > ${folder}/listen.py <<'EOF'
import socket, select, sys
sockets = []
for port in map(int, sys.argv[1:]):
    one = socket.socket(); one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); one.bind(("0.0.0.0", port)); one.listen(128); sockets.append(one)
while True:
    for ready in select.select(sockets, [], [])[0]: ready.accept()[0].close()
EOF
cat > ${folder}/try.py <<'EOF'
import socket, sys
name, source, target, port, times = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
through = 0
for _ in range(times):
    try: socket.create_connection((target, port), 0.4, (source, 0)).close(); through += 1
    except OSError: pass
print(f"{name}={through}")
EOF
python3 ${folder}/listen.py 22 443 3306 & a=$!
nsenter -t $there -n python3 ${folder}/listen.py 80 6514 & b=$!
trap 'kill $a $b $there' EXIT
sleep 0.5
inbound() { nsenter -t $there -n python3 ${folder}/try.py "$1" "$2" 10.20.32.2 "$3" "\${4:-1}"; }
outbound() { python3 ${folder}/try.py "$1" 10.20.32.2 "$2" "$3" 1; }
inbound unguarded 203.0.113.9 3306
${nft} -f ${folder}/main
${nft} -f ${folder}/quarantine
inbound quarantined-web 203.0.113.9 443
inbound quarantined-login 198.51.100.7 22
${nft} delete table inet quarantine
inbound web 203.0.113.9 443
inbound login 198.51.100.7 22
inbound stranger-login 203.0.113.9 22
inbound database 198.51.100.7 3306
outbound logs 192.0.2.9 6514
outbound elsewhere 192.0.2.9 80
outbound logs-elsewhere 203.0.113.9 6514
python3 ${folder}/try.py itself 127.0.0.1 127.0.0.1 3306 1
inbound guessing 198.51.100.7 22 45
`;

describe("a machine after its first start", function () {
  this.timeout(600_000);
  let tools: Tools;
  const folder = mkdtempSync(join(tmpdir(), "first-start-"));

  before(function () {
    try {
      tools = Tools.ready();
    } catch (error) {
      console.warn(`nft and rsyslogd cannot be had here, so nobody tries what they do: ${(error as Error).message}`);
      return this.skip();
    }
  });

  after(() => rmSync(folder, { recursive: true }));

  describe("lets through, of real packets,", () => {
    let through: { [attempt: string]: number };

    before(function () {
      if (!existsSync("/usr/sbin/ip")) {
        console.warn("ip cannot be had here, so nobody sends packets through the firewall: install iproute2.");
        return this.skip();
      }
      const groups = groupsOf("x", { cidr: "10.20.0.0/16", flows }).filter(({ zone }) => zone === "api");
      writeFileSync(join(folder, "main"), nftablesConfig(groups, 500));
      writeFileSync(join(folder, "quarantine"), quarantineConfig());
      const { code, text } = tools.apart(PACKETS(join(tools.root, "usr/sbin/nft"), folder));
      assert.equal(code, 0, text);
      through = Object.fromEntries([...text.matchAll(/^([\w-]+)=(\d+)$/gm)].map(([, name, n]) => [name, Number(n)]));
      assert.equal(through.unguarded, 1, "without the firewall everything comes through");
    });

    it("what flows declare, from whom they declare it", () => {
      assert.deepEqual([through.web, through.login, through.logs], [1, 1, 1]);
    });

    it("nothing else, in or out", () => {
      const { "stranger-login": login, database, elsewhere, "logs-elsewhere": logs } = through;
      assert.deepEqual([login, database, elsewhere, logs], [0, 0, 0, 0]);
    });

    it("what the machine tells itself", () => assert.equal(through.itself, 1));

    it("only logins until it is up to date", () => {
      assert.deepEqual([through["quarantined-web"], through["quarantined-login"]], [0, 1]);
    });

    it("30 logins at once from one address, and then one every two seconds", () => {
      const { guessing = 0 } = through;
      assert.ok(guessing >= 25 && guessing <= 38, `${guessing} of 45`);
    });
  });

  describe("sends its logs", () => {
    const servers: Server[] = [];
    const children: ChildProcess[] = [];

    before(() => {
      const openssl = (...args: string[]) => {
        const { status, stderr } = spawnSync("openssl", args, { cwd: folder, encoding: "utf8" });
        assert.equal(status, 0, stderr);
      };
      const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
      openssl("req", "-x509", ...key, "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.pem");
      openssl("req", ...key, "-subj", "/CN=logs.example.org", "-keyout", "log.key", "-out", "log.csr");
      writeFileSync(join(folder, "san"), "subjectAltName=DNS:logs.example.org\n");
      openssl(
        ..."x509 -req -in log.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out log.pem".split(
          " ",
        ),
      );
    });

    after(() => {
      for (const child of children) child.kill();
      for (const server of servers) server.close();
    });

    /** What a collector hears within some seconds, from a machine that expects a certificate of some name. */
    const heard = async (certificateName: string): Promise<string> => {
      let text = "";
      const server = createServer(
        {
          key: readFileSync(join(folder, "log.key")),
          cert: readFileSync(join(folder, "log.pem")),
          minVersion: "TLSv1.2",
        },
        (socket) => socket.on("error", () => {}).on("data", (part) => (text += `${socket.getProtocol()} ${part}`)),
      );
      server.on("tlsClientError", () => {});
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const own = mkdtempSync(join(folder, "rsyslog-"));
      const collector = { address: "127.0.0.1", port: (server.address() as AddressInfo).port, certificateName };
      const config = rsyslogConfig({ ...collector, caCertificate: "" })
        .replace(COLLECTOR_CA, join(folder, "ca.pem"))
        .replace("/var/log/audit/audit.log", join(own, "audit.log"));
      writeFileSync(join(own, "audit.log"), "");
      writeFileSync(join(own, "conf"), `global(workDirectory="${own}")\n${config}`);
      const { command, args, env } = tools.started("usr/sbin/rsyslogd", [
        ...["-n", "-i", join(own, "pid"), "-f", join(own, "conf"), "-M", tools.rsyslogModules],
      ]);
      children.push(spawn(command, args, { env, stdio: "ignore" }));
      for (let i = 0; i < 40 && !text.includes("type=USER_LOGIN"); i++) {
        writeFileSync(join(own, "audit.log"), `type=USER_LOGIN msg=audit(${i})\n`, { flag: "a" });
        await setTimeout(150);
      }
      return text;
    };

    it("over TLS to the collector", async () => {
      assert.match(await heard("logs.example.org"), /^TLSv1\.3 [\s\S]* audit .*type=USER_LOGIN/);
    });

    it("to nobody who has another name", async () => {
      assert.equal(await heard("other.example.org"), "");
    });
  });
});
