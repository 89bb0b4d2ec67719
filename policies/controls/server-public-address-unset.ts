import { control } from "../control.ts";
import { fleet, type Start, starting, startsOf } from "../facts/machine.ts";
import { bridgeTags, declares } from "../facts/role.ts";
import { every, first } from "../knowledge.ts";

/** Whether it says that it stands between networks on purpose. */
const isMeant = ({ tags }: Start, wanted: readonly string[]): boolean =>
  declares({ props: { metadata: tags() } }, wanted);

const TEMPLATE_OF_BASTION = { tagSpecifications: [{ resourceType: "instance", tags: { role: "bastion" } }] };

export default control<Start, { bridgeTags: string[] }>({
  id: "server-public-address-unset",
  title: "Start machines without a public address",
  why: "A machine with a public address of its own is scanned within minutes and has no proxy, no TLS end and no log in front of it.",
  fix: "Name a private subnet and set `associatePublicIpAddress` to false, or declare a bastion or proxy with a tag such as `role: bastion` and guard it as one.",
  severity: "high",
  sources: {
    talk: ["public-ip-needed", "services-isolated", "management-access-limited"],
    fsbp: ["EC2.9", "EC2.25", "AutoScaling.5"],
    "nist-800-53": ["SC-7", "AC-4"],
    "nist-csf": ["protect"],
  },
  settings: { bridgeTags },
  reads: startsOf<Start>((start) => [start]),
  judge: (start, { bridgeTags }) =>
    first(
      () =>
        every(
          () => start.publicAddress() === true,
          () => !isMeant(start, bridgeTags),
        )
          ? `The ${start.label} asks for a public address.`
          : undefined,
      () =>
        every(
          () => start.publicAddress() === undefined,
          () => !start.placed(),
          () => !start.templated(),
          () => !isMeant(start, bridgeTags),
        )
          ? `The ${start.label} starts in the account's default subnet, which gives it a public address.`
          : undefined,
    ),
  pass: [
    { fleet: fleet({ subnetId: "subnet-0abc", associatePublicIpAddress: false }) },
    {
      web: [starting.instance, { associatePublicIpAddress: false }],
      placed: [starting.instance, { subnetId: "subnet-0abc" }],
      leg: [starting.instance, { networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: "eni-0abc" }] }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
      bastion: [starting.instance, { associatePublicIpAddress: true, tags: { role: "bastion" } }],
      spot: [starting.spot, { subnetId: "subnet-0abc", associatePublicIpAddress: false }],
      template: [starting.template, { networkInterfaces: [{ associatePublicIpAddress: "false" }] }],
      plain: [starting.template, {}],
      bastions: [
        starting.template,
        { ...TEMPLATE_OF_BASTION, networkInterfaces: [{ associatePublicIpAddress: "true" }] },
      ],
      configuration: [starting.configuration, { associatePublicIpAddress: false }],
    },
  ],
  fail: [
    { fleet: fleet({ subnetId: "subnet-0abc", associatePublicIpAddress: true }) },
    { web: [starting.instance, { subnetId: "subnet-0abc", associatePublicIpAddress: true }] },
    { web: [starting.instance, { associatePublicIpAddress: true, tags: { role: "web" } }] },
    { web: [starting.instance, {}] },
    { web: [starting.instance, { launchTemplate: { name: "web" }, associatePublicIpAddress: true }] },
    { spot: [starting.spot, { subnetId: "subnet-0abc", associatePublicIpAddress: true }] },
    { template: [starting.template, { networkInterfaces: [{ associatePublicIpAddress: "true" }] }] },
    { template: [starting.template, { networkInterfaces: [{}, { associatePublicIpAddress: "true" }] }] },
    { configuration: [starting.configuration, { associatePublicIpAddress: true }] },
  ],
});
