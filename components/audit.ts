/** What the kernel records: system calls of one kind, by people rather than services where so marked, under a key to search by. */
interface Watch {
  readonly key: string;
  readonly calls: readonly string[];
  /** Further conditions, such as `-F exit=-EACCES`. */
  readonly where?: string;
}

/** Whoever logged in as themselves; services have no login. */
const BY_PEOPLE = "-F auid>=1000 -F auid!=unset";

const CALLS: readonly Watch[] = [
  { key: "time", calls: ["adjtimex", "settimeofday", "clock_settime"] },
  { key: "hostname", calls: ["sethostname", "setdomainname"] },
  { key: "modules", calls: ["init_module", "finit_module", "delete_module"] },
  { key: "mounts", calls: ["mount", "umount2"], where: BY_PEOPLE },
  {
    key: "permissions",
    calls: ["chmod", "fchmod", "fchmodat", "chown", "fchown", "fchownat", "lchown"],
    where: BY_PEOPLE,
  },
  { key: "permissions", calls: ["setxattr", "lsetxattr", "fsetxattr", "removexattr"], where: BY_PEOPLE },
  {
    key: "refused",
    calls: ["open", "openat", "creat", "truncate", "ftruncate"],
    where: `-F exit=-EACCES ${BY_PEOPLE}`,
  },
  { key: "refused", calls: ["open", "openat", "creat", "truncate", "ftruncate"], where: `-F exit=-EPERM ${BY_PEOPLE}` },
  { key: "deletions", calls: ["unlink", "unlinkat", "rename", "renameat"], where: BY_PEOPLE },
  { key: "tracing", calls: ["ptrace"], where: BY_PEOPLE },
  { key: "as-root", calls: ["execve"], where: `-F euid=0 ${BY_PEOPLE}` },
];

/** Files whose every change is recorded, under a key to search by. */
const FILES: { readonly [key: string]: readonly string[] } = {
  identity: ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/security/opasswd"],
  privileges: ["/etc/sudoers", "/etc/sudoers.d/"],
  ssh: ["/etc/ssh/"],
  "mandatory-access": ["/etc/apparmor/", "/etc/apparmor.d/", "/etc/selinux/"],
  network: ["/etc/hosts", "/etc/network/", "/etc/netplan/", "/etc/nftables.conf"],
  logins: ["/var/log/lastlog", "/var/run/faillock/", "/var/log/wtmp", "/var/log/btmp", "/var/run/utmp"],
  schedule: ["/etc/crontab", "/etc/cron.d/", "/etc/systemd/system/"],
  audit: ["/etc/audit/", "/etc/rsyslog.d/"],
};

/**
 * Rules for the kernel's audit: who changed time, accounts, privileges, modules, mounts and permissions, what was refused, and what people ran as root.
 * The last rule closes the list until the next boot. Calls that an architecture does not have are left out by `-i`.
 */
export const auditRules = (): string =>
  [
    "-D",
    "-b 8192",
    "--backlog_wait_time 60000",
    "-f 1",
    "-i",
    ...CALLS.flatMap(({ key, calls, where }) =>
      ["b64", "b32"].map(
        (arch) =>
          `-a always,exit -F arch=${arch} ${calls.map((call) => `-S ${call}`).join(" ")}${where ? ` ${where}` : ""} -k ${key}`,
      ),
    ),
    ...Object.entries(FILES).flatMap(([key, paths]) => paths.map((path) => `-w ${path} -p wa -k ${key}`)),
    "-e 2",
    "",
  ].join("\n");
