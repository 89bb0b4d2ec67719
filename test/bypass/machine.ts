import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import type { Example } from "../../policies/control.ts";
import type { Disguise } from "../support/disguise.ts";

const HARDENED = `ssh_pwauth: false
disable_root: true
package_upgrade: true
packages: [auditd, aide, rsyslog-gnutls]
write_files:
  - path: /etc/rsyslog.d/logs.conf
    content: |
      action(type="omfwd" target="logs.example.org" StreamDriver="gtls" StreamDriverMode="1")
`;

const CONFIG = `#cloud-config\n${HARDENED}`;

const base64 = (data: string | Buffer): string => Buffer.from(data).toString("base64");

/** A machine of OpenStack's, and what it is told at its first start. */
const told = (userData: string): Example => ({
  web: ["openstack:compute/instance:Instance", { name: "web", userData }],
});

/** A message of several parts, each with its own headers. */
const message = (...parts: readonly (readonly [headers: string, body: string])[]): string =>
  [
    'Content-Type: multipart/mixed; boundary="=="\nMIME-Version: 1.0\n',
    ...parts.map(([headers, body]) => `--==\n${headers}\n\n${body}\n`),
    "--==--\n",
  ].join("\n");

const configured = (...parts: readonly (readonly [headers: string, body: string])[]): Example =>
  told(message(["Content-Type: text/cloud-config", CONFIG], ...parts));

const script = (...lines: string[]): string => ["#!/bin/sh", ...lines].join("\n");

const SCRIPTED = [
  "echo 'PasswordAuthentication no' > /etc/ssh/sshd_config.d/10-own.conf",
  "echo 'PermitRootLogin no' >> /etc/ssh/sshd_config.d/10-own.conf",
  "apt-get -y upgrade && apt-get -y install auditd aide rsyslog-gnutls",
  "echo '$ActionSendStreamDriverMode 1' > /etc/rsyslog.d/logs.conf",
];

const launched = (props: object): Example => ({
  web: ["aws:ec2/launchTemplate:LaunchTemplate", { imageId: "ami-0abc", ...props }],
});

const KEY =
  "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\n-----END PRIVATE KEY-----\n";
const PUBLIC =
  "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuRvE\n-----END PUBLIC KEY-----\n";

const archive = (content: string): string =>
  `#cloud-config-archive\n${JSON.stringify([{ type: "text/x-shellscript", content }])}`;

export default [
  {
    name: "A later part of a message lets passwords in, and is configuration by its type alone",
    control: "server-user-data-hardened",
    disguised: configured(["Content-Type: text/cloud-config", "ssh_pwauth: true"]),
    twin: configured(["Content-Type: text/cloud-config", "ssh_pwauth: false"]),
  },
  {
    name: "A later part of a message lets root in, in base64",
    control: "server-user-data-hardened",
    within: "acme:index:Web",
    disguised: configured([
      "Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64",
      base64("#cloud-config\ndisable_root: false\n"),
    ]),
    twin: configured([
      "Content-Type: text/cloud-config\nContent-Transfer-Encoding: base64",
      base64("#cloud-config\ndisable_root: true\n"),
    ]),
  },
  {
    name: "Root is let in by a text that cloud-init reads as no",
    control: "server-user-data-hardened",
    disguised: told(CONFIG.replace("disable_root: true", 'disable_root: "false"')),
    twin: told(CONFIG.replace("disable_root: true", 'disable_root: "true"')),
  },
  {
    name: "Passwords are refused by a word that cloud-init leaves alone",
    control: "server-user-data-hardened",
    disguised: told(CONFIG.replace("ssh_pwauth: false", "ssh_pwauth: unchanged")),
    twin: told(CONFIG.replace("ssh_pwauth: false", 'ssh_pwauth: "no"')),
  },
  {
    name: "Passwords are refused by cloud-init, and let in again by a file",
    control: "server-user-data-hardened",
    disguised: configured([
      "Content-Type: text/x-shellscript",
      script("echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/00-first.conf"),
    ]),
    twin: configured([
      "Content-Type: text/x-shellscript",
      script("sed -i 's/PasswordAuthentication yes/PasswordAuthentication no/' /etc/ssh/sshd_config"),
    ]),
  },
  {
    name: "What upgrades a machine, and what watches it, is commented out",
    control: "server-user-data-hardened",
    disguised: told(script(...SCRIPTED.map((line) => line.replace("apt-get -y up", "  # apt-get -y up")))),
    twin: told(script(...SCRIPTED.flatMap((line) => ["  # for safety", line]))),
  },
  {
    name: "What the SSH server is told stands behind a command, in a comment",
    control: "server-user-data-hardened",
    disguised: told(script("true # PasswordAuthentication no", "true # PermitRootLogin no", ...SCRIPTED.slice(2))),
    twin: told(
      script(
        "grep -q '^PasswordAuthentication yes' /etc/ssh/sshd_config && echo 'still open'",
        String.raw`sed -i 's/^#\?PasswordAuthentication .*/PasswordAuthentication no/' /etc/ssh/sshd_config`,
        String.raw`sed -i 's/^#\?PermitRootLogin prohibit-password/PermitRootLogin no/' /etc/ssh/sshd_config`,
        ...SCRIPTED.slice(2),
      ),
    ),
  },
  {
    name: "An account gets its password from a script",
    control: "server-user-data-hardened",
    disguised: configured(["Content-Type: text/x-shellscript", script("echo 'ubuntu:correcthorse' | chpasswd")]),
    twin: configured(["Content-Type: text/x-shellscript", script("passwd --lock ubuntu")]),
  },
  {
    name: "An account gets its password's hash from a command of cloud-init's",
    control: "server-user-data-hardened",
    within: "acme:index:Web",
    disguised: told(`${CONFIG}runcmd:\n  - usermod -p "$(openssl passwd -6 correcthorse)" ubuntu\n`),
    twin: told(`${CONFIG}runcmd:\n  - usermod -L ubuntu\n`),
  },
  {
    name: "A key lies in a part of a part, packed twice",
    control: "server-secrets-absent",
    disguised: configured([
      "Content-Type: text/plain\nContent-Transfer-Encoding: base64",
      base64(gzipSync(archive(`cat > key <<END\n${KEY}END`))),
    ]),
    twin: configured([
      "Content-Type: text/plain\nContent-Transfer-Encoding: base64",
      base64(gzipSync(archive(`cat > key <<END\n${PUBLIC}END`))),
    ]),
  },
  {
    name: "A key lies in a message whose first header is a line of its own",
    control: "server-secrets-absent",
    disguised: told(
      `X-Made-By: acme\n${message(["Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64", base64(script(KEY))])}`,
    ),
    twin: told(
      `X-Made-By: acme\n${message(["Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64", base64(script(PUBLIC))])}`,
    ),
  },
  {
    name: "A launch template's user data is base64 of gzip of a configuration that writes a key in base64",
    control: "server-secrets-absent",
    within: "acme:index:Web",
    disguised: launched({
      userData: base64(
        gzipSync(`#cloud-config\nwrite_files: [{ path: /root/key, encoding: b64, content: ${base64(KEY)} }]\n`),
      ),
    }),
    twin: launched({
      userData: base64(
        gzipSync(`#cloud-config\nwrite_files: [{ path: /root/key, encoding: b64, content: ${base64(PUBLIC)} }]\n`),
      ),
    }),
  },
  {
    name: "A password is in the metadata under a name with a capital in its middle",
    control: "server-secrets-absent",
    disguised: {
      web: ["openstack:compute/instance:Instance", { name: "web", metadata: { databasePassword: "correct-horse" } }],
    },
    twin: {
      web: [
        "openstack:compute/instance:Instance",
        { name: "web", metadata: { databasePassword: "/run/secrets/database" } },
      ],
    },
  },
  {
    name: "A password is in an environment variable under the name that PostgreSQL has for it",
    control: "server-secrets-absent",
    disguised: {
      shop: ["aws:lambda/function:Function", { role: "a-role", environment: { variables: { PGPASSWORD: "correct" } } }],
    },
    twin: {
      shop: [
        "aws:lambda/function:Function",
        { role: "a-role", environment: { variables: { PGPASSFILE: "/run/secrets/pgpass" } } },
      ],
    },
  },
  {
    name: "A password is in user data under half a name, among rights that ask for none",
    control: "server-secrets-absent",
    within: "acme:index:Web",
    disguised: told(
      "#cloud-config\nusers: [{ name: ada, sudo: 'ALL=(ALL) NOPASSWD:ALL' }]\nruncmd: ['DB_PASS=correct ./migrate']\n",
    ),
    twin: told("#cloud-config\nusers: [{ name: ada, sudo: 'ALL=(ALL) NOPASSWD:ALL' }]\nchpasswd:\n  expire: false\n"),
  },
  {
    name: "A key that signs is in the metadata of a machine",
    control: "server-secrets-absent",
    disguised: {
      web: ["openstack:compute/instance:Instance", { name: "web", metadata: { DJANGO_SECRET_KEY: "c0rrecthorse" } }],
    },
    twin: {
      web: ["openstack:compute/instance:Instance", { name: "web", metadata: { DJANGO_SECRET_NAME: "django" } }],
    },
  },
  {
    name: "A password is in the second container of a task, in the address of a database",
    control: "server-secrets-absent",
    disguised: {
      task: [
        "aws:ecs/taskDefinition:TaskDefinition",
        {
          family: "web",
          containerDefinitions: JSON.stringify([
            { name: "proxy" },
            { name: "web", environment: [{ name: "DATABASE", value: "postgres://web:correcthorse@db/web" }] },
          ]),
        },
      ],
    },
    twin: {
      task: [
        "aws:ecs/taskDefinition:TaskDefinition",
        {
          family: "web",
          containerDefinitions: JSON.stringify([
            { name: "proxy" },
            { name: "web", environment: [{ name: "DATABASE", value: "postgres://db/web" }] },
          ]),
        },
      ],
    },
  },
  {
    name: "The metadata service asks for a token, and answers two hops away",
    control: "server-metadata-guarded",
    disguised: launched({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }),
    twin: launched({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } }),
  },
  {
    name: "A launch template asks for a public address on its second interface, as a text",
    control: "server-public-address-unset",
    disguised: launched({
      networkInterfaces: [
        { deviceIndex: 0, associatePublicIpAddress: "false" },
        { deviceIndex: 1, associatePublicIpAddress: "true" },
      ],
    }),
    twin: launched({
      networkInterfaces: [
        { deviceIndex: 0, associatePublicIpAddress: "false" },
        { deviceIndex: 1, associatePublicIpAddress: "false" },
      ],
    }),
  },
  {
    name: "A fleet starts the machines that nobody would start one by one",
    control: "server-metadata-guarded",
    within: "acme:index:Workers",
    disguised: {
      template: [
        "aws:ec2/launchTemplate:LaunchTemplate",
        { imageId: "ami-0abc", metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
      ],
      fleet: [
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {
          iamFleetRole: "a-role",
          targetCapacity: 2,
          launchSpecifications: [{ ami: "ami-0abc", instanceType: "t3.small" }],
        },
      ],
    },
    twin: {
      template: [
        "aws:ec2/launchTemplate:LaunchTemplate",
        { imageId: "ami-0abc", metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
      ],
      fleet: [
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {
          iamFleetRole: "a-role",
          targetCapacity: 2,
          launchTemplateConfigs: [{ launchTemplateSpecification: { id: "${template}", version: "1" } }],
        },
      ],
    },
  },
  {
    name: "A fleet's second kind of machine asks for a public address",
    control: "server-public-address-unset",
    disguised: {
      fleet: [
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {
          iamFleetRole: "a-role",
          targetCapacity: 2,
          launchSpecifications: [
            { ami: "ami-0abc", instanceType: "t3.small", subnetId: "subnet-0abc", associatePublicIpAddress: false },
            { ami: "ami-0abc", instanceType: "t3a.small", subnetId: "subnet-0abc", associatePublicIpAddress: true },
          ],
        },
      ],
    },
    twin: {
      fleet: [
        "aws:ec2/spotFleetRequest:SpotFleetRequest",
        {
          iamFleetRole: "a-role",
          targetCapacity: 2,
          launchSpecifications: [
            { ami: "ami-0abc", instanceType: "t3.small", subnetId: "subnet-0abc", associatePublicIpAddress: false },
            { ami: "ami-0abc", instanceType: "t3a.small", subnetId: "subnet-0abc", associatePublicIpAddress: false },
          ],
        },
      ],
    },
  },
  {
    name: "A machine's image is whichever a parameter names at the moment",
    control: "server-image-pinned",
    disguised: launched({ imageId: "Resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023" }),
    twin: launched({ imageId: "ami-0abc" }),
  },
  {
    name: "A machine boots from a volume, and has its data on a disk of the hypervisor's",
    control: "server-boots-from-volume",
    disguised: {
      web: [
        "openstack:compute/instance:Instance",
        {
          name: "web",
          blockDevices: [
            { sourceType: "image", destinationType: "volume", bootIndex: 0, uuid: "an-image", volumeType: "LUKS" },
            { sourceType: "blank", bootIndex: -1, volumeSize: 100 },
          ],
        },
      ],
    },
    twin: {
      web: [
        "openstack:compute/instance:Instance",
        {
          name: "web",
          blockDevices: [
            { sourceType: "image", destinationType: "volume", bootIndex: 0, uuid: "an-image", volumeType: "LUKS" },
            { sourceType: "blank", destinationType: "volume", bootIndex: -1, volumeSize: 100, volumeType: "LUKS" },
          ],
        },
      ],
    },
  },
] satisfies readonly Disguise[];
