import { stringify } from "yaml";
import { auditRules } from "./audit.ts";
import { type BackupArgs, type BackupSystem, backupSystem, checkBackup } from "./backup.ts";
import { type FirewallArgs, type Group, groupsOf } from "./firewall.ts";
import { flowsOf } from "./flow.ts";
import { leakIn } from "./leak.ts";
import { nftablesConfig, quarantineConfig, type Surroundings } from "./nftables.ts";
import { contains, parseRange } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import {
  COLLECTOR_CA,
  checkCollector,
  collectorPort,
  isHost,
  type LogCollectorArgs,
  rsyslogConfig,
} from "./rsyslog.ts";
import { services } from "./service.ts";
import { LOGIN_GROUP, STRONG_KEY, sshdConfig, weaknessOf } from "./ssh.ts";
import type { Zone } from "./zone.ts";

/** A person who may log in and become root. */
export interface AdministratorArgs {
  /** Their public keys, as OpenSSH writes them: ed25519, or RSA of 3072 bits or more. */
  publicKeys: string[];
}

/** A file that a machine starts with. */
export interface SystemFileArgs {
  /** What is in it. Everyone on the machine can read a machine's user data: a secret is fetched from the key manager instead. */
  content: string;
  /** Who may read and write it, such as `0640`. Defaults to `0644`: read by all, written by root. */
  permissions?: string;
}

/** How the operating system of a machine is set up, whichever cloud it stands in. Debian 12 and Ubuntu 22.04, or later. */
export interface SystemArgs extends FirewallArgs {
  /** Where all logs go, over TLS. One of the flows must lead there. */
  logCollector: LogCollectorArgs;
  /** The name of the account that the machine's key pair opens, in place of the image's own. Defaults to `admin`. */
  account?: string;
  /** Further people who may log in, each under an account of their own. Defaults to none. */
  administrators?: { [account: string]: AdministratorArgs };
  /** The time servers, as host names or addresses; one of the flows must lead there. Defaults to the hypervisor's own clock (KVM's PTP device), which needs no network. */
  timeServers?: string[];
  /** Where packages come from, as an `https` address such as `https://mirror.example.org/debian`. Defaults to the image's own, which must then be reachable from the machine. */
  packageMirror?: string;
  /** Where security upgrades come from. Defaults to `packageMirror`'s host as far as the distribution keeps them together, or else to the image's own. */
  securityMirror?: string;
  /** What of it is copied off the cloud, and where to. Somebody has to bring the secrets afterwards, as `OpenStackBackup` tells. Defaults to nothing. */
  backup?: BackupArgs;
  /** What to install besides, by the distribution's names. Defaults to nothing. */
  packages?: string[];
  /** Files to write besides, by path. Defaults to none. */
  files?: { [path: string]: SystemFileArgs };
  /** Commands to run once, as root, at the end of the first start. Defaults to none. */
  commands?: string[];
  /** When the machine may restart itself after an upgrade that needs it, as `HH:MM` in UTC; give machines that stand in for each other different times. Defaults to `04:00`. */
  restartAt?: string;
  /** How many new connections one address may open in a second. Defaults to 500. */
  connectionsPerSecond?: number;
}

/** Where a machine stands, and what for. */
export interface Standing {
  /** The zones that it has a leg in. */
  readonly zones: readonly Zone[];
  /** The flows that it takes part in, by name. Defaults to all of its zones'. */
  readonly flowNames?: readonly string[] | undefined;
  /** Whether people go on from it to other machines. Defaults to false. */
  readonly bastion?: boolean;
  /** What the cloud offers it beside the zones. Defaults to nothing: names are resolved where a flow leads, and the hypervisor's clock is the time. */
  readonly surroundings?: Surroundings;
}

/** What is there for the machine's safety. */
const NEEDED = [
  "aide",
  "aide-common",
  "apparmor",
  "apparmor-utils",
  "auditd",
  "ca-certificates",
  "chrony",
  "nftables",
  "openssl",
  "prometheus-node-exporter",
  "rsyslog",
  "rsyslog-gnutls",
  "unattended-upgrades",
];

/** What no machine needs, and attackers like. */
const REMOVED = [
  "avahi-daemon",
  "cups-daemon",
  "ftp",
  "inetutils-telnet",
  "nis",
  "rpcbind",
  "rsh-client",
  "rsh-server",
  "talk",
  "telnet",
  "telnetd",
  "tftp-hpa",
  "tnftp",
  "xinetd",
  "ypserv",
];

/** Units that stay off even if a package brings them. */
const MASKED = [
  "avahi-daemon.socket",
  "ctrl-alt-del.target",
  "cups.socket",
  "debug-shell.service",
  "kdump.service",
  "rpcbind.socket",
  "serial-getty@ttyS1.service",
];

const SYSCTL: { readonly [key: string]: string | number } = {
  "fs.protected_fifos": 2,
  "fs.protected_hardlinks": 1,
  "fs.protected_regular": 2,
  "fs.protected_symlinks": 1,
  "fs.suid_dumpable": 0,
  "kernel.core_pattern": "|/bin/false",
  "kernel.dmesg_restrict": 1,
  "kernel.kexec_load_disabled": 1,
  "kernel.kptr_restrict": 2,
  "kernel.perf_event_paranoid": 3,
  "kernel.randomize_va_space": 2,
  "kernel.sysrq": 0,
  "kernel.unprivileged_bpf_disabled": 1,
  "kernel.yama.ptrace_scope": 2,
  "net.core.bpf_jit_harden": 2,
  "net.ipv4.conf.all.accept_redirects": 0,
  "net.ipv4.conf.all.accept_source_route": 0,
  "net.ipv4.conf.all.log_martians": 1,
  "net.ipv4.conf.all.rp_filter": 1,
  "net.ipv4.conf.all.secure_redirects": 0,
  "net.ipv4.conf.all.send_redirects": 0,
  "net.ipv4.conf.default.accept_redirects": 0,
  "net.ipv4.conf.default.rp_filter": 1,
  "net.ipv4.icmp_echo_ignore_broadcasts": 1,
  "net.ipv4.ip_forward": 0,
  "net.ipv4.tcp_syncookies": 1,
  "net.ipv6.conf.all.accept_redirects": 0,
  "net.ipv6.conf.all.accept_source_route": 0,
  "net.ipv6.conf.all.forwarding": 0,
  "net.ipv6.conf.default.accept_redirects": 0,
};

/** Kernel modules of protocols, file systems and buses that a machine in a cloud has no use for. */
const MODULES = [
  "cramfs",
  "dccp",
  "firewire-core",
  "freevxfs",
  "hfs",
  "hfsplus",
  "jffs2",
  "rds",
  "tipc",
  "usb-storage",
];

const sysctlConfig = (): string =>
  Object.entries(SYSCTL)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("");

const modprobeConfig = (): string => MODULES.map((module) => `install ${module} /bin/false\n`).join("");

/** Shells keep no history, which would hold what people typed: addresses, passwords. */
const HISTORY = `[ "$HISTFILE" = /dev/null ] || readonly HISTFILE=/dev/null\n`;

const aptConfig = (restartAt: string): string => `APT::Periodic::Enable "1";
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
Unattended-Upgrade::Automatic-Reboot "true";
Unattended-Upgrade::Automatic-Reboot-Time "${restartAt}";
Unattended-Upgrade::Remove-Unused-Dependencies "true";
Unattended-Upgrade::SyslogEnable "true";
`;

/** From the start of the machine until it is up to date, which may have been long ago. */
const QUARANTINE_UNIT = `[Unit]
Description=Let nobody in until the machine is up to date
DefaultDependencies=no
After=nftables.service
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/nftables-quarantine.conf

[Install]
WantedBy=multi-user.target
`;

const UPGRADE_UNIT = `[Unit]
Description=Upgrade the machine, then let others in
After=network-online.target quarantine.service
Wants=network-online.target

[Service]
Type=oneshot
Environment=DEBIAN_FRONTEND=noninteractive
TimeoutStartSec=15min
ExecStart=-/usr/bin/apt-get -q update
ExecStart=-/usr/bin/apt-get -q -y -o Dpkg::Options::=--force-confold --with-new-pkgs upgrade
ExecStopPost=-/usr/sbin/nft delete table inet quarantine

[Install]
WantedBy=multi-user.target
`;

const EXPORTER_CERTIFICATE = "/etc/prometheus/node-exporter";

const exporterConfig = (): string => `tls_server_config:
  cert_file: ${EXPORTER_CERTIFICATE}.crt
  key_file: ${EXPORTER_CERTIFICATE}.key
  min_version: TLS13
`;

/** Time is taken and never given: no port is open. */
const chronyConfig = (servers: readonly string[]): string =>
  [
    ...servers.map((server) => `server ${server} iburst`),
    "confdir /etc/chrony/conf.d",
    "driftfile /var/lib/chrony/chrony.drift",
    "makestep 1 3",
    "rtcsync",
    "port 0",
    "cmdport 0",
    "",
  ].join("\n");

/** The groups of the zones that a machine stands in, as far as it takes part in their flows. */
const openingsOf = (what: string, args: SystemArgs, { zones, flowNames }: Standing): Group[] => {
  const { flows } = flowsOf(what, args);
  const named = flowNames ?? flows.map(({ name }) => name);
  for (const name of named)
    if (!flows.some((flow) => flow.name === name))
      refuse(`${what}: flowNames`, name, `names of flows: ${oneOf(flows.map((flow) => flow.name))}`);
  const own = Object.fromEntries(flows.filter(({ name }) => named.includes(name)).map((flow) => [flow.name, flow]));
  return groupsOf(what, { ...args, flows: own }).filter(({ zone }) => zones.includes(zone));
};

/** Whether a machine may connect to a port: of a host by its address, of one of many where only its name is known. */
const leadsTo = (groups: readonly Group[], protocol: string, port: number, host?: string): boolean => {
  const address = host === undefined ? undefined : parseRange(host);
  return groups.some(
    ({ direction, openings }) =>
      direction === "egress" &&
      openings.some((opening) => {
        const { first, last = first } = opening.port;
        const range = parseRange(opening.peer);
        return (
          opening.port.protocol === protocol &&
          first !== undefined &&
          first <= port &&
          port <= (last as number) &&
          (address === undefined || (range !== undefined && contains(range, address)))
        );
      }),
  );
};

const isAccount = (name: string): boolean => /^[a-z_][a-z0-9_-]{0,31}$/.test(name);

const ACCOUNT = "admin";

const checkAdministrators = (what: string, { account: first = ACCOUNT, administrators = {} }: SystemArgs): void => {
  if (!isAccount(first) || first === "root") refuse(`${what}: account`, first, "a name other than root such as admin");
  for (const [account, { publicKeys }] of Object.entries(administrators)) {
    if (!isAccount(account) || account === "root" || account === first)
      refuse(`${what}: an administrator's account`, account, `a name other than root and ${first} such as ada`);
    if (publicKeys.length === 0)
      refuse(`${what}: administrators.${account}.publicKeys`, publicKeys, "at least one public key");
    for (const key of publicKeys) {
      const weakness = weaknessOf(key);
      if (weakness) refuse(`${what}: administrators.${account}.publicKeys`, `a key that ${weakness}`, STRONG_KEY);
    }
  }
};

const checkMirror = (what: string, url: string | undefined): void => {
  if (url !== undefined && !/^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[\w./~-]*)?$/i.test(url))
    refuse(what, url, "an https address without a user such as https://mirror.example.org/debian");
};

const checkOwnParts = (what: string, args: SystemArgs, backup: BackupSystem | undefined): void => {
  const { packages = [], files = {}, commands = [] } = args;
  for (const name of packages) {
    if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name)) refuse(`${what}: a package`, name, "a package's name such as haproxy");
    if (REMOVED.includes(name)) refuse(`${what}: a package`, name, `none of those that are removed: ${oneOf(REMOVED)}`);
  }
  const own = [...hardeningFiles.map(([path]) => path), ...Object.keys(backup?.files ?? {})];
  for (const [path, { content, permissions = "0644" }] of Object.entries(files)) {
    if (!/^\/[^\s]+$/.test(path) || path.includes("/../")) refuse(`${what}: a file`, path, "an absolute path");
    if (own.includes(path)) refuse(`${what}: a file`, path, "one that the hardening does not write itself");
    if (!/^0[0-7][0-5][0-5]$/.test(permissions))
      refuse(`${what}: files.${path}.permissions`, permissions, "octal and written by its owner only, such as 0640");
    const leak = leakIn(content, path.slice(path.lastIndexOf("/") + 1));
    if (leak) refuse(`${what}: files.${path}.content`, leak, "free of secrets, which belong in the key manager");
  }
  for (const command of commands) {
    const leak = leakIn(command);
    if (leak) refuse(`${what}: a command`, leak, "free of secrets, which belong in the key manager");
  }
};

/** A port of another host that a machine connects to. */
interface Far {
  /** Who is there, such as `the log collector`. */
  readonly who: string;
  /** Its name or address. */
  readonly host: string;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
}

const checkReached = (what: string, groups: readonly Group[], { who, host, protocol, port }: Far): void => {
  if (!leadsTo(groups, protocol, port, parseRange(host) ? host : undefined))
    refuse(
      `${what}: flows`,
      groups.map(({ name }) => name),
      `such that one leads from the machine to ${who} ${host} at ${protocol}/${port}`,
    );
};

/**
 * Refuses a machine that must connect to others and that no flow lets through to them.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first that no flow leads to
 */
export function checkReach(what: string, args: SystemArgs, standing: Standing, others: readonly Far[]): void {
  const groups = openingsOf(what, args, standing);
  for (const far of others) checkReached(what, groups, far);
}

const checkTies = (what: string, args: SystemArgs, groups: readonly Group[]): void => {
  const { logCollector, timeServers = [], packageMirror } = args;
  const { address: host } = logCollector;
  checkReached(what, groups, { who: "the log collector", host, protocol: "tcp", port: collectorPort(logCollector) });
  for (const server of timeServers) {
    if (!isHost(server)) refuse(`${what}: a time server`, server, "a host name or an address");
    checkReached(what, groups, { who: "the time server", host: server, protocol: "udp", port: 123 });
  }
  const mirrored = packageMirror === undefined ? undefined : URL.parse(packageMirror);
  if (mirrored) {
    const { hostname, port } = mirrored;
    checkReached(what, groups, {
      who: "the package mirror",
      host: hostname,
      protocol: "tcp",
      port: port ? Number(port) : 443,
    });
  }
  if (!mirrored && !leadsTo(groups, "tcp", 443, "192.0.32.8") && !leadsTo(groups, "tcp", 80, "192.0.32.8"))
    refuse(
      `${what}: packageMirror`,
      packageMirror,
      "given where no flow leads from the machine to https or http on the internet, or it could not be upgraded",
    );
};

/** How a machine is backed up; undefined where it is not. */
const backupOf = (what: string, args: SystemArgs, groups: readonly Group[]): BackupSystem | undefined => {
  if (args.backup === undefined) return undefined;
  const target = checkBackup(`${what}: backup`, args.backup, args);
  checkReached(what, groups, { who: "the backup's target", host: target.host, protocol: "tcp", port: target.port });
  return backupSystem(args.backup, target);
};

const check = (what: string, args: SystemArgs, groups: readonly Group[], backup: BackupSystem | undefined): void => {
  const { restartAt = "04:00", connectionsPerSecond: rate = 500 } = args;
  checkCollector(`${what}: logCollector`, args.logCollector);
  checkAdministrators(what, args);
  checkMirror(`${what}: packageMirror`, args.packageMirror);
  checkMirror(`${what}: securityMirror`, args.securityMirror);
  checkOwnParts(what, args, backup);
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(restartAt)) refuse(`${what}: restartAt`, restartAt, "a time such as 04:00");
  if (!Number.isInteger(rate) || rate < 1 || rate > 1_000_000)
    refuse(`${what}: connectionsPerSecond`, rate, "a whole number from 1 to 1000000");
  checkTies(what, args, groups);
};

/** What a file's text is made from. */
interface Made {
  readonly args: SystemArgs;
  readonly groups: readonly Group[];
  readonly bastion: boolean;
  readonly backup: BackupSystem | undefined;
  readonly surroundings: Surroundings | undefined;
}

/** The exporter answers others only where a flow lets them reach it. */
const exporterAddress = ({ groups }: Made): string => {
  const [{ first: port } = {}] = services["node-exporter"] ?? [];
  const reached = groups.some(
    ({ direction, openings }) =>
      direction === "ingress" &&
      openings.some(
        ({ port: { protocol, first = 0, last = 0 } }) =>
          protocol === "tcp" && first <= (port as number) && (port as number) <= last,
      ),
  );
  return reached ? `:${port}` : `127.0.0.1:${port}`;
};

/** Where the time comes from: the team's servers, or else the cloud's own. */
const timeServersOf = ({ args: { timeServers = [] }, surroundings }: Made): readonly string[] =>
  timeServers.length > 0 || !surroundings ? timeServers : [surroundings.clock];

/** Every file that the hardening writes: its path, its permissions, what is in it. */
const hardeningFiles: readonly (readonly [path: string, permissions: string, content: (made: Made) => string])[] = [
  ["/etc/ssh/sshd_config.d/10-hardening.conf", "0600", ({ bastion }) => sshdConfig({ bastion })],
  [
    "/etc/nftables.conf",
    "0600",
    ({ args, groups, surroundings }) => nftablesConfig(groups, args.connectionsPerSecond ?? 500, surroundings),
  ],
  ["/etc/nftables-quarantine.conf", "0600", quarantineConfig],
  ["/etc/systemd/system/quarantine.service", "0644", () => QUARANTINE_UNIT],
  ["/etc/systemd/system/upgrade-at-start.service", "0644", () => UPGRADE_UNIT],
  [COLLECTOR_CA, "0644", ({ args }) => `${args.logCollector.caCertificate.trim()}\n`],
  ["/etc/rsyslog.d/10-log-collector.conf", "0644", ({ args }) => rsyslogConfig(args.logCollector)],
  ["/etc/audit/rules.d/50-hardening.rules", "0600", auditRules],
  ["/etc/apt/apt.conf.d/60-hardening", "0644", ({ args }) => aptConfig(args.restartAt ?? "04:00")],
  ["/etc/sysctl.d/90-hardening.conf", "0644", sysctlConfig],
  ["/etc/modprobe.d/hardening.conf", "0644", modprobeConfig],
  ["/etc/profile.d/no-history.sh", "0644", () => HISTORY],
  ["/etc/chrony/chrony.conf", "0644", (made) => chronyConfig(timeServersOf(made))],
  ["/etc/prometheus/node-exporter.yml", "0644", exporterConfig],
  [
    "/etc/default/prometheus-node-exporter",
    "0644",
    (made) =>
      `ARGS="--web.listen-address=${exporterAddress(made)} --web.config.file=/etc/prometheus/node-exporter.yml"\n`,
  ],
];

/** An account that opens with a key only. Nobody has a password to type, so `sudo` can ask for none. */
const accountOf = (name: string): object => ({
  name,
  groups: ["adm", LOGIN_GROUP],
  lock_passwd: true,
  shell: "/bin/bash",
  sudo: "ALL=(ALL) NOPASSWD:ALL",
});

const usersOf = ({ administrators = {} }: SystemArgs): object[] =>
  Object.entries(administrators).map(([name, { publicKeys }]) => ({
    ...accountOf(name),
    ssh_authorized_keys: publicKeys.map((key) => key.trim()),
  }));

const mirrorsOf = ({ packageMirror, securityMirror }: SystemArgs): object =>
  packageMirror === undefined && securityMirror === undefined
    ? {}
    : {
        apt: {
          preserve_sources_list: false,
          ...(packageMirror === undefined ? {} : { primary: [{ arches: ["default"], uri: packageMirror }] }),
          ...(securityMirror === undefined ? {} : { security: [{ arches: ["default"], uri: securityMirror }] }),
        },
      };

/** What is run once, when the packages are there. A step that fails stops no other. */
const commandsOf = (made: Made): string[] => [
  "passwd -l root",
  "rm -f /root/.bash_history /home/*/.bash_history",
  `for p in ${REMOVED.join(" ")}; do dpkg -s "$p" >/dev/null 2>&1 && apt-get -q -y purge "$p"; done; apt-get -q -y autoremove --purge`,
  `systemctl mask ${MASKED.join(" ")}`,
  "sysctl --system",
  "systemctl enable --now apparmor",
  "[ ! -f /etc/selinux/config ] || { sed -i 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config; setenforce 1; }",
  ...(timeServersOf(made).length > 0
    ? []
    : [
        "modprobe ptp_kvm && echo ptp_kvm > /etc/modules-load.d/ptp-kvm.conf && mkdir -p /etc/chrony/conf.d && echo 'refclock PHC /dev/ptp0 poll 2' > /etc/chrony/conf.d/hypervisor.conf",
      ]),
  "systemctl enable chrony && systemctl restart chrony",
  `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=$(hostname)" -keyout ${EXPORTER_CERTIFICATE}.key -out ${EXPORTER_CERTIFICATE}.crt && chown prometheus ${EXPORTER_CERTIFICATE}.key && chmod 0400 ${EXPORTER_CERTIFICATE}.key`,
  "systemctl enable prometheus-node-exporter && systemctl restart prometheus-node-exporter",
  "augenrules --load; systemctl enable --now auditd",
  "systemctl restart rsyslog",
  "sshd -t && systemctl reload ssh",
  "systemctl daemon-reload && systemctl enable quarantine.service upgrade-at-start.service unattended-upgrades.service",
  "systemctl enable nftables && systemctl restart nftables",
  ...(made.args.commands ?? []),
  ...(made.backup?.commands ?? []),
  // Last, so that the record is of the machine as it should be.
  "aideinit -y -f && systemctl enable --now dailyaidecheck.timer",
];

/**
 * What a machine is told at its first start: a `#cloud-config` that closes and watches it. A pure function: the same arguments give the same text, and another text
 * makes another machine.
 *
 * It has no secrets in it, for whoever is on the machine can read it.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence for the first argument that is not what it should be
 */
export function cloudInit(what: string, args: SystemArgs, standing: Standing): string {
  const groups = openingsOf(what, args, standing);
  const backup = backupOf(what, args, groups);
  check(what, args, groups, backup);
  const bastion = standing.bastion ?? false;
  const made: Made = { args, groups, bastion, backup, surroundings: standing.surroundings };
  const config = {
    ssh_pwauth: false,
    disable_root: true,
    ssh_deletekeys: true,
    ssh_genkeytypes: ["ed25519", "rsa"],
    groups: [LOGIN_GROUP],
    user: accountOf(args.account ?? ACCOUNT),
    users: ["default", ...usersOf(args)],
    ...mirrorsOf(args),
    package_update: true,
    package_upgrade: true,
    packages: [...new Set([...NEEDED, ...(backup?.packages ?? []), ...(args.packages ?? [])])],
    write_files: [
      ...hardeningFiles.map(([path, permissions, content]) => ({
        path,
        permissions,
        owner: "root:root",
        content: content(made),
      })),
      { path: "/etc/bash.bashrc", append: true, content: HISTORY },
      ...Object.entries(backup?.files ?? {}).map(([path, { content, permissions = "0644" }]) => ({
        path,
        permissions,
        owner: "root:root",
        content,
      })),
      ...Object.entries(args.files ?? {}).map(([path, { content, permissions = "0644" }]) => ({
        path,
        permissions,
        owner: "root:root",
        content,
        defer: true,
      })),
    ],
    runcmd: commandsOf(made),
    power_state: { mode: "reboot", condition: "test -f /run/reboot-required", message: "The kernel was upgraded" },
  };
  // cloud-init reads YAML 1.1, where `no` and `0644` are no texts.
  return `#cloud-config\n${stringify(config, { version: "1.1", lineWidth: 0 })}`;
}
