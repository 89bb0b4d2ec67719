import type { SystemFileArgs } from "./cloud-init.ts";
import { type AddressArgs, addressPlan } from "./network.ts";
import { contains, parseRange } from "./range.ts";
import { oneOf, refuse } from "./refusal.ts";
import { isHost } from "./rsyslog.ts";

/** What of a machine is copied away, how often, and where to. The copies are restic's: encrypted on the machine, and each piece of data is kept once. */
export interface BackupArgs {
  /**
   * The repository outside this cloud: `s3:https://s3.example.org/bucket/path`, `rest:https://backup.example.org/path` or
   * `sftp://user@backup.example.org//path`. Without user name and password, but for the user of `sftp`. One of the flows must lead there;
   * in an isolated zone the name means a relay in that zone, which passes TLS or SSH on and sees nothing.
   */
  repository: string;
  /** The folders to copy, such as `/srv`; one with nothing in it is a failure, for then its volume is not there. */
  paths: string[];
  /** What to leave out of them, as restic's patterns, such as `*.tmp`. Defaults to nothing. */
  excludes?: string[];
  /** How often: `hourly`, `daily` or `weekly`, as often as the volumes that are on the machine ask for. Defaults to `daily`. */
  schedule?: string;
  /** How many days have a copy that is kept, counted back from now; of an hourly backup as many hours besides. Defaults to 7. */
  keepDaily?: number;
  /** How many weeks have one. Defaults to 5. */
  keepWeekly?: number;
  /** How many months have one. Defaults to 12. */
  keepMonthly?: number;
  /** Whether the target lets this machine add and never delete, so that an intruder can't either; whoever runs the target then deletes what is not kept. Defaults to false. */
  appendOnly?: boolean;
  /** How much of the repository is read back every week and compared, in percent. Defaults to 10. */
  readBackPercent?: number;
  /** The certificate of the authority that signed the target's, as PEM. It is public. Defaults to the authorities that the machine trusts. */
  caCertificate?: string;
  /** The host keys of an `sftp` target, as `ssh-keyscan` prints them after the host. Nothing else is believed. Defaults to none, which `sftp` does not allow. */
  hostKeys?: string[];
  /** The container in this cloud's Swift that a first copy goes to, for a quick way back. Defaults to none. */
  nearContainer?: string;
}

/** How often something is backed up, the most often first. */
export const SCHEDULES: readonly string[] = ["hourly", "daily", "weekly"];

/** Where a repository is. */
export interface BackupTarget {
  readonly kind: "s3" | "rest" | "sftp";
  readonly host: string;
  readonly port: number;
}

const FORMS =
  "s3:https://…, rest:https://… or sftp://user@…//… without a password, such as rest:https://backup.example.org/core";

const FORM =
  /^(?:(s3|rest):https:\/\/|(sftp):\/\/[a-z_][a-z0-9_-]{0,31}@)([a-z0-9.-]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?\/[\w./~-]+$/i;

/** What an address of the machine itself or of its own wire lies in. */
const NEAR = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "::/127", "::ffff:0:0/96", "fe80::/10"].flatMap(
  (text) => parseRange(text) ?? [],
);

/**
 * Where a repository is.
 *
 * @param place the argument, to begin an error with
 * @throws one sentence when it is no such address, is neither TLS nor SSH, or is on the machine itself
 */
export function targetOf(place: string, repository: string): BackupTarget {
  const [, web, ssh, name = "", port] = FORM.exec(repository) ?? [];
  const host = name.replace(/^\[(.*)\]$/, "$1").toLowerCase();
  const range = parseRange(host);
  // What does not have the form may have a password in it. Some read a name that ends in a number as an address.
  if (!isHost(host) || (!range && /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(host)))
    return refuse(place, /^[a-z0-9]*(?::https?)?/i.exec(repository)?.[0], FORMS);
  if (/(?:^|\.)localhost$/.test(host) || (range && NEAR.some((near) => contains(near, range))))
    refuse(place, host, "on a host outside this cloud");
  return { kind: (web ?? ssh)?.toLowerCase() as BackupTarget["kind"], host, port: Number(port ?? (web ? 443 : 22)) };
}

const FOLDER = "/etc/restic";
const CA = `${FOLDER}/target.pem`;
const KNOWN_HOSTS = `${FOLDER}/known_hosts`;
const SSH_KEY = `${FOLDER}/ssh_key`;

/** Where the exporter finds measurements of others. */
const METRICS = "/var/lib/prometheus/node-exporter";

/** The script that does it all. */
export const BACKUP_SCRIPT = "/usr/local/sbin/backup";

/** What a file with the log-in at the target may say. */
const LOGINS = [
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "OS_APPLICATION_CREDENTIAL_ID",
  "OS_APPLICATION_CREDENTIAL_SECRET",
  "OS_AUTH_URL",
  "OS_REGION_NAME",
  "RESTIC_REST_PASSWORD",
  "RESTIC_REST_USERNAME",
];

const isPem = (text: string): boolean =>
  /^-----BEGIN CERTIFICATE-----\n[\sA-Za-z0-9+/=-]+-----END CERTIFICATE-----$/.test(text.trim());

const isHostKey = (text: string): boolean =>
  /^(?:ssh-ed25519|ecdsa-sha2-\w+|rsa-sha2-\w+|ssh-rsa) [\w+/=]+$/.test(text);

/** An absolute path that a shell takes between single quotes. */
const isPath = (path: string): boolean => /^\/[^\s'\\]*$/.test(path) && !/(?:^|\/)\.\.?(?:\/|$)/.test(path);

const checkCounts = (what: string, args: BackupArgs): void => {
  const { keepDaily = 7, keepWeekly = 5, keepMonthly = 12, readBackPercent = 10 } = args;
  for (const [name, count] of Object.entries({ keepDaily, keepWeekly, keepMonthly }))
    if (!Number.isInteger(count) || count < 1 || count > 1000)
      refuse(`${what}.${name}`, count, "a whole number from 1 to 1000");
  if (!Number.isInteger(readBackPercent) || readBackPercent < 1 || readBackPercent > 100)
    refuse(`${what}.readBackPercent`, readBackPercent, "a whole number from 1 to 100");
};

/**
 * Looks at what is to be backed up, and where to.
 *
 * @param what whose argument it is, to begin an error with
 * @param addresses the network's, none of which the target may have
 * @throws one sentence for the first part that is not what it should be
 */
export function checkBackup(what: string, args: BackupArgs, addresses: AddressArgs): BackupTarget {
  const { paths, excludes = [], schedule = "daily", caCertificate, hostKeys = [], nearContainer } = args;
  const target = targetOf(`${what}.repository`, args.repository);
  const range = parseRange(target.host);
  if (range && [...addressPlan(what, addresses).values()].flat().some((own) => contains(own, range)))
    refuse(`${what}.repository`, target.host, "on a host outside this cloud, whose own range that is");
  if (paths.length === 0) refuse(`${what}.paths`, paths, "at least one folder such as /srv");
  for (const path of paths) if (!isPath(path)) refuse(`${what}.paths`, path, "absolute paths such as /srv");
  for (const pattern of excludes)
    if (!/^[^\s'\\-][^\n'\\]*$/.test(pattern)) refuse(`${what}.excludes`, pattern, "patterns such as *.tmp");
  if (!SCHEDULES.includes(schedule)) refuse(`${what}.schedule`, schedule, oneOf(SCHEDULES));
  checkCounts(what, args);
  if (caCertificate !== undefined && !isPem(caCertificate))
    refuse(`${what}.caCertificate`, `${caCertificate.slice(0, 27)}…`, "certificates as PEM and nothing else");
  if ((target.kind === "sftp") !== hostKeys.length > 0)
    refuse(`${what}.hostKeys`, hostKeys, "given for sftp, such as ssh-ed25519 AAAA…, and for nothing else");
  for (const key of hostKeys)
    if (!isHostKey(key)) refuse(`${what}.hostKeys`, key, "public keys such as ssh-ed25519 AAAA…");
  if (nearContainer !== undefined && !/^[\w.-]{1,200}$/.test(nearContainer))
    refuse(`${what}.nearContainer`, nearContainer, "1 to 200 letters, digits, dots, hyphens and underscores");
  return target;
}

const quoted = (text: string): string => `'${text}'`;

/** How restic is called for the repository outside the cloud. */
const farOf = ({ repository, caCertificate }: BackupArgs, { kind, host, port }: BackupTarget): string => {
  if (kind === "sftp") {
    const [, user] = /\/\/([^@]+)@/.exec(repository) ?? [];
    const ssh = `ssh -F none -i ${SSH_KEY} -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${KNOWN_HOSTS} -p ${port} ${user}@${host} -s sftp`;
    return `RESTIC_REPOSITORY=${quoted(repository)} restic -o ${quoted(`sftp.command=${ssh}`)} "$@"`;
  }
  const trusted = caCertificate === undefined ? "" : ` --cacert ${CA}`;
  return kind === "s3"
    ? `RESTIC_REPOSITORY=${quoted(repository)} restic${trusted} "$@"`
    : `RESTIC_REPOSITORY_FILE="$RUNTIME_DIRECTORY/repository" restic${trusted} "$@"`;
};

/** Restic before 0.16 takes the log-in at a REST server in the address only: it is put there in a file that is gone with the job. */
const restLogin = ({ repository }: BackupArgs): string => `case "\${RESTIC_REST_USERNAME-}\${RESTIC_REST_PASSWORD-}" in
  *[!A-Za-z0-9._~-]*) fail "the log-in at the target may have letters, digits and ._~- in it" ;;
esac
printf 'rest:https://%s:%s@%s' "\${RESTIC_REST_USERNAME-}" "\${RESTIC_REST_PASSWORD-}" ${quoted(repository.replace(/^rest:https:\/\//i, ""))} > "$RUNTIME_DIRECTORY/repository"
unset RESTIC_REST_USERNAME RESTIC_REST_PASSWORD
`;

const scriptOf = (args: BackupArgs, target: BackupTarget): string => {
  const { paths, excludes = [], schedule, keepDaily = 7, keepWeekly = 5, keepMonthly = 12, nearContainer } = args;
  const kept = [
    ...(schedule === "hourly" ? [`--keep-hourly ${keepDaily * 24}`] : []),
    `--keep-daily ${keepDaily}`,
    `--keep-weekly ${keepWeekly}`,
    `--keep-monthly ${keepMonthly}`,
  ].join(" ");
  const where = nearContainer === undefined ? "far" : "far near";
  const logsIn = target.kind !== "sftp" || nearContainer !== undefined;
  return `#!/bin/sh
# Copies this machine's data to ${args.repository}: backup copy. Deletes what is not kept, and reads a part back: backup check.
set -eu
umask 077

fail() {
  echo "<2>Backup failed: $*." >&2
  exit 1
}

# How a job ended, for the monitoring.
if [ "$1" = ended ]; then
  [ "$SERVICE_RESULT" != success ] || touch "$STATE_DIRECTORY/$2.succeeded"
  new=$(mktemp ${METRICS}/.backup-XXXXXX)
  {
    echo "backup_succeeded{job=\\"$2\\"} $([ "$SERVICE_RESULT" = success ] && echo 1 || echo 0)"
    [ ! -e "$STATE_DIRECTORY/$2.succeeded" ] || echo "backup_last_success_timestamp_seconds{job=\\"$2\\"} $(date -r "$STATE_DIRECTORY/$2.succeeded" +%s)"
  } > "$new"
  chmod 0644 "$new"
  mv "$new" "${METRICS}/backup-$2.prom"
  [ "$SERVICE_RESULT" = success ] || echo "<2>Backup failed: the job $2 ended with $SERVICE_RESULT." >&2
  exit 0
fi

# What whoever runs this machine has to bring, and nobody else may read.
private() {
  [ -s "$1" ] || fail "nobody has written $2 into $1 yet"
  [ "$(stat -c '%u %a' "$1")" = "$(id -u) 600" ] || fail "$1 must belong to root and have the mode 0600"
}
private ${FOLDER}/password "the password of the repository"
export RESTIC_PASSWORD_FILE=${FOLDER}/password RESTIC_CACHE_DIR="$CACHE_DIRECTORY"
${
  logsIn
    ? `private ${FOLDER}/credentials "the log-in at the target"
line=0
while IFS='=' read -r name value || [ -n "$name" ]; do
  line=$((line + 1))
  case $name in
    ${LOGINS.join(" | ")}) export "$name=$value" ;;
    '' | '#'*) ;;
    *) fail "line $line of ${FOLDER}/credentials says none of ${LOGINS.join(", ")}" ;;
  esac
done < ${FOLDER}/credentials
${target.kind === "rest" ? restLogin(args) : ""}`
    : ""
}far() { ${farOf(args, target)}; }
${nearContainer === undefined ? "" : `near() { RESTIC_REPOSITORY=${quoted(`swift:${nearContainer}:/`)} restic "$@"; }\n`}
# A repository is made once. If it is not there afterwards, somebody has to know.
open() {
  if ! said=$("$1" cat config 2>&1 >/dev/null); then
    if [ -e "$STATE_DIRECTORY/$1.made" ] || [ "$said" = "\${said#*Is there a repository}" ]; then
      echo "$said" >&2
      fail "the $1 repository cannot be opened"
    fi
    "$1" init
  fi
  touch "$STATE_DIRECTORY/$1.made"
  "$1" unlock
}

case $1 in
  copy)
    for path in ${paths.map(quoted).join(" ")}; do
      [ -n "$(ls -A "$path")" ] || fail "there is nothing in $path"
    done
    for repository in ${where}; do
      open "$repository"
      "$repository" backup --exclude-caches${excludes.map((pattern) => ` --exclude ${quoted(pattern)}`).join("")} -- ${paths.map(quoted).join(" ")}
    done
    ;;
  check)
    for repository in ${where}; do
      open "$repository"
${args.appendOnly ? "" : `      "$repository" forget ${kept} --prune\n`}      "$repository" check --read-data-subset=${args.readBackPercent ?? 10}%
    done
    ;;
esac
`;
};

const unitOf = (job: string, description: string): string => `[Unit]
Description=${description}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${BACKUP_SCRIPT} ${job}
ExecStopPost=${BACKUP_SCRIPT} ended ${job}
StateDirectory=backup
CacheDirectory=backup
RuntimeDirectory=backup-${job}
TimeoutStartSec=1d
Nice=10
IOSchedulingClass=idle
CapabilityBoundingSet=CAP_DAC_OVERRIDE
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectSystem=strict
ReadWritePaths=${METRICS}
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
`;

/** Machines that start together do not copy together. */
const timerOf = (unit: string, calendar: string): string => `[Unit]
Description=Start ${unit}

[Timer]
OnCalendar=${calendar}
RandomizedDelaySec=${calendar === "hourly" ? "10min" : "1h"}
Persistent=true

[Install]
WantedBy=timers.target
`;

/** What a machine needs besides to be backed up. */
export interface BackupSystem {
  readonly packages: readonly string[];
  readonly files: { readonly [path: string]: SystemFileArgs };
  readonly commands: readonly string[];
}

/**
 * What makes a machine of Debian 12 or Ubuntu 22.04, or later (restic from 0.12), copy its data away by itself. A pure function, as `cloudInit`, which it is for.
 *
 * No secret is in it, for whoever is on the machine can read what it is told. Until somebody has brought the secrets every run fails, aloud.
 *
 * @param args checked already, by `checkBackup`
 */
export function backupSystem(args: BackupArgs, target: BackupTarget): BackupSystem {
  const { schedule = "daily", caCertificate, hostKeys = [] } = args;
  const sftp = target.kind === "sftp";
  const known = target.port === 22 ? target.host : `[${target.host}]:${target.port}`;
  return {
    packages: ["restic"],
    files: {
      [BACKUP_SCRIPT]: { content: scriptOf(args, target), permissions: "0755" },
      "/etc/systemd/system/backup.service": { content: unitOf("copy", "Copy the machine's data off the cloud") },
      "/etc/systemd/system/backup.timer": { content: timerOf("backup.service", schedule) },
      "/etc/systemd/system/backup-check.service": { content: unitOf("check", "Read a part of the copies back") },
      "/etc/systemd/system/backup-check.timer": { content: timerOf("backup-check.service", "weekly") },
      ...(caCertificate === undefined ? {} : { [CA]: { content: `${caCertificate.trim()}\n` } }),
      ...(sftp ? { [KNOWN_HOSTS]: { content: hostKeys.map((key) => `${known} ${key}\n`).join("") } } : {}),
    },
    commands: [
      `install -d -m 0700 ${FOLDER} && install -d -m 0755 ${METRICS}`,
      // The public half to the console, where it can be fetched without a login.
      ...(sftp
        ? [`[ -e ${SSH_KEY} ] || ssh-keygen -q -t ed25519 -N '' -C "$(hostname)" -f ${SSH_KEY}`, `cat ${SSH_KEY}.pub`]
        : []),
      "systemctl daemon-reload && systemctl enable --now backup.timer backup-check.timer; systemctl start --no-block backup.service",
    ],
  };
}
