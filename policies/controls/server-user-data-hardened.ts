import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { control, type Setting } from "../control.ts";
import {
  closesPasswordLogin,
  closesRootLogin,
  type FirstStart,
  firstStartOf,
  givesPassword,
  installs,
  shipsLogs,
  upgrades,
} from "../facts/cloud-init.ts";
import { itemsOf } from "../facts/item.ts";
import { fleet, starting, startsOf } from "../facts/machine.ts";
import { first, some } from "../knowledge.ts";

const INSTANCE = "openstack:compute/instance:Instance";

/** A machine that starts for the first time. */
interface Machine {
  /** What it may start from, by its id. */
  readonly images: readonly (() => string | undefined)[];
  readonly userData: () => string;
}

interface Settings {
  readonly hardenedImages: readonly string[];
}

/** What is expected of a machine's first start, and how it sounds when it is missing. */
const EXPECTED: readonly (readonly [missing: string, holds: (start: FirstStart) => boolean])[] = [
  ["close password login", closesPasswordLogin],
  ["close root's login", closesRootLogin],
  ["upgrade the machine", upgrades],
  ["install auditd", (start) => installs(start, ["auditd", "audit"])],
  ["watch files for changes with AIDE", (start) => installs(start, ["aide", "tripwire", "samhain", "wazuh-agent"])],
  ["send logs away over TLS", shipsLogs],
];

/** Whether the machine starts from an image that needs no hardening at its first start. */
const isHardened = ({ images }: Machine, { hardenedImages }: Settings): boolean =>
  hardenedImages.length > 0 && some(...images.map((image) => () => hardenedImages.includes(String(image() ?? ""))));

const HARDENED = `#cloud-config
ssh_pwauth: false
disable_root: true
package_upgrade: true
packages: [auditd, aide, rsyslog-gnutls]
write_files:
  - path: /etc/rsyslog.d/logs.conf
    content: |
      action(type="omfwd" target="logs.example.org" StreamDriver="gtls" StreamDriverMode="1")
`;
const SCRIPT = `#!/bin/sh
echo 'PasswordAuthentication no
PermitRootLogin no' > /etc/ssh/sshd_config.d/10-own.conf
apt-get -y upgrade && apt-get -y install auditd aide rsyslog-gnutls
echo '$ActionSendStreamDriverMode 1' > /etc/rsyslog.d/logs.conf
`;
const mime = (...parts: readonly (readonly [type: string, body: string])[]): string =>
  [
    'Content-Type: multipart/mixed; boundary="=="\nMIME-Version: 1.0\n',
    ...parts.map(([type, body]) => `--==\nContent-Type: ${type}\n\n${body}`),
    "--==--\n",
  ].join("\n");
const base64 = (data: string | Buffer): string => Buffer.from(data).toString("base64");
const without = (line: RegExp): string => HARDENED.replace(line, "");

export default control<Machine, Settings>({
  id: "server-user-data-hardened",
  title: "Harden every machine at its first start",
  why: "An image as it is downloaded lets passwords in, keeps its logs to itself and is months old, and robots find it before its owner comes back to it.",
  fix: "Build the machine with `OpenStackServer` or `AwsServer`, write `#cloud-config` that does the same, or name an image that is hardened itself in the setting `hardenedImages`.",
  severity: "high",
  sources: {
    talk: [
      "hardening-guidelines-followed",
      "installation-hardened",
      "ssh-restrictive",
      "root-avoided",
      "executables-integrity-monitored",
      "logs-remote",
      "offline-vms-updated",
      "vms-updated",
      "system-configuration-defined",
      "os-authorizations-defined",
      "logging-central",
    ],
    ossg: ["instance-security", "monitoring-logging"],
    "nist-800-53": ["CM-6", "CM-7", "AU-9(2)", "SI-2", "SI-7", "AU-12"],
    "nist-csf": ["protect"],
  },
  settings: {
    hardenedImages: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description:
        "The ids of images that are hardened themselves. Machines that start from them may be told anything.",
    } satisfies Setting<string[]>,
  },
  reads: {
    [INSTANCE]: (machine) => [
      {
        images: [() => machine.imageId, ...itemsOf(machine.blockDevices).map((device) => () => device().uuid)],
        userData: () => String(machine.userData ?? "").trim(),
      },
    ],
    ...startsOf<Machine>(({ image, userData, templated }) =>
      userData() === "" && templated() ? [] : [{ images: [image], userData }],
    ),
  },
  judge: (machine, settings) =>
    first(() => {
      if (isHardened(machine, settings)) return undefined;
      const said = machine.userData();
      if (said === "") return "Nothing hardens the machine at its first start.";
      const start = firstStartOf(said);
      if (givesPassword(start))
        return "The machine's user data gives an account a password, which everybody on it can read.";
      const missing = EXPECTED.filter(([, holds]) => !holds(start)).map(([what]) => what);
      return missing.length > 0 ? `The machine's user data does not ${missing.join(", nor ")}.` : undefined;
    }),
  pass: [
    { fleet: fleet({ userData: base64(HARDENED) }) },
    { web: [INSTANCE, { userData: HARDENED }] },
    { web: [INSTANCE, { userData: base64(HARDENED) }] },
    { web: [INSTANCE, { userData: base64(gzipSync(HARDENED)) }] },
    { web: [INSTANCE, { userData: SCRIPT }] },
    { web: [INSTANCE, { userData: mime(["text/cloud-config", HARDENED], ["text/x-shellscript", "#!/bin/sh\nls"]) }] },
    { web: [INSTANCE, { userData: base64(gzipSync(mime(["text/cloud-config", HARDENED]))) }] },
    {
      web: [INSTANCE, { userData: mime(["text/cloud-config\nContent-Transfer-Encoding: base64", base64(HARDENED)]) }],
    },
    {
      web: [
        INSTANCE,
        { userData: `#cloud-config-archive\n- type: text/cloud-config\n  content: ${JSON.stringify(HARDENED)}\n` },
      ],
    },
    { web: [starting.instance, { ami: "ami-0abc", userData: HARDENED }] },
    { web: [starting.instance, { ami: "ami-0abc", userDataBase64: base64(gzipSync(HARDENED)) }] },
    { web: [starting.instance, { launchTemplate: { name: "web" } }] },
    { web: [starting.spot, { ami: "ami-0abc", userData: HARDENED }] },
    { web: [starting.template, { imageId: "ami-0abc", userData: base64(mime(["text/cloud-config", HARDENED])) }] },
    { web: [starting.configuration, { imageId: "ami-0abc", userDataBase64: base64(SCRIPT) }] },
  ],
  fail: [
    { fleet: fleet({ userData: base64(without(/package_upgrade.*\n/)) }) },
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { userData: SCRIPT.replace("'PasswordAuthentication", "'#PasswordAuthentication") }] },
    { web: [INSTANCE, { userData: "" }] },
    { web: [INSTANCE, { userData: "#cloud-config\npackages: [nginx]\n" }] },
    { web: [INSTANCE, { userData: "#cloud-config\n: : [" }] },
    { web: [INSTANCE, { userData: without(/ssh_pwauth.*\n/) }] },
    { web: [INSTANCE, { userData: HARDENED.replace("ssh_pwauth: false", "ssh_pwauth: true") }] },
    { web: [INSTANCE, { userData: HARDENED.replace("disable_root: true", "disable_root: no") }] },
    { web: [INSTANCE, { userData: without(/package_upgrade.*\n/) }] },
    { web: [INSTANCE, { userData: HARDENED.replace("auditd, ", "") }] },
    { web: [INSTANCE, { userData: HARDENED.replace("aide, ", "") }] },
    { web: [INSTANCE, { userData: HARDENED.replace(/ StreamDriver=.*\)/, ")") }] },
    { web: [INSTANCE, { userData: `${HARDENED}password: hunter2\n` }] },
    { web: [INSTANCE, { userData: `${HARDENED}chpasswd: { list: "root:hunter2" }\n` }] },
    { web: [INSTANCE, { userData: `${HARDENED}users: [{ name: ada, plain_text_passwd: hunter2 }]\n` }] },
    {
      web: [
        INSTANCE,
        { userData: mime(["text/cloud-config", HARDENED], ["text/cloud-config", "#cloud-config\nssh_pwauth: true\n"]) },
      ],
    },
    { web: [INSTANCE, { userData: base64(gzipSync("#!/bin/sh\nls\n")) }] },
    { web: [starting.instance, { ami: "ami-0abc" }] },
    { web: [starting.instance, { launchTemplate: { name: "web" }, userData: without(/package_upgrade.*\n/) }] },
    { web: [starting.instance, { ami: "ami-0abc", userDataBase64: base64(without(/ssh_pwauth.*\n/)) }] },
    { web: [starting.spot, { ami: "ami-0abc", userData: without(/package_upgrade.*\n/) }] },
    { web: [starting.template, { imageId: "ami-0abc", userData: base64(HARDENED.replace("auditd, ", "")) }] },
    { web: [starting.configuration, { imageId: "ami-0abc" }] },
  ],
});
