import { control } from "../control.ts";
import { type Disk, disksOf } from "../facts/disk.ts";
import { type EncryptedTypeSettings, encryptedTypeSettings, isEncryptedType } from "../facts/encrypted-type.ts";
import { itemsOf } from "../facts/item.ts";
import { fleet } from "../facts/machine.ts";
import { first, some } from "../knowledge.ts";
import type { Plan, Planned } from "../plan.ts";

const AMI_COPY = "aws:ec2/amiCopy:AmiCopy";
const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";
const CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration";
const EBS = "aws:ebs/volume:Volume";
const FLEET = "aws:ec2/spotFleetRequest:SpotFleetRequest";
const INSTANCE = "aws:ec2/instance:Instance";
const SNAPSHOT_COPY = "aws:ebs/snapshotCopy:SnapshotCopy";
const SPOT = "aws:ec2/spotInstanceRequest:SpotInstanceRequest";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const TYPE = "openstack:blockstorage/volumeTypeV3:VolumeTypeV3";
const VOLUME = "openstack:blockstorage/volume:Volume";

/** What is wrong with a volume, as a sentence. */
type Fault = (settings: EncryptedTypeSettings) => string | undefined;

const ofCinder =
  (volume: Planned<typeof VOLUME>): Fault =>
  (settings) =>
    some(
      () => isEncryptedType(volume.props.volumeType, settings),
      () =>
        some(
          ...volume
            .tied("volumeType", TYPE, ["id", "name"])
            .map((type) => () => isEncryptedType(type.props.name, settings)),
        ),
    )
      ? undefined
      : volume.props.volumeType
        ? "The volume's type is not known to be encrypted."
        : "The volume has the cloud's default type, of which nothing says that it is encrypted.";

/** Whether the stack has all volumes of the account encrypted. */
const encryptsByDefault = (plan: Plan): boolean =>
  some(
    ...plan.of(BY_DEFAULT).map(
      ({ props }) =>
        () =>
          props.enabled !== false,
    ),
  );

const ofEbs =
  ({ plan }: Planned, disks: () => readonly Disk[]): Fault =>
  () => {
    const plain = first(
      ...disks().map(
        ({ encrypted, what }) =>
          () =>
            encrypted() ? undefined : `${what} is not encrypted.`,
      ),
    );
    return plain && !encryptsByDefault(plan) ? plain : undefined;
  };

export default control<Fault, EncryptedTypeSettings>({
  id: "storage-volumes-encrypted",
  title: "Encrypt every volume",
  why: "Whoever gets at a disk, a snapshot or the storage network reads every volume that is not encrypted.",
  fix: "Set `volumeType` to an encrypted type on OpenStack, named in the setting `encryptedTypes` unless its name says so; on AWS set `encrypted: true`.",
  severity: "high",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    ossg: ["data-encryption", "Check-Block-09"],
    "cis-aws": ["6.1.1"],
    fsbp: ["EC2.3"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  settings: encryptedTypeSettings,
  joins: {
    [VOLUME]: (volume) => [ofCinder(volume)],
    [AMI_COPY]: (copy) => [ofEbs(copy, () => disksOf.copy("The copied image", copy.props))],
    [CONFIGURATION]: (configuration) => [ofEbs(configuration, () => disksOf.machine(configuration.props, true))],
    [EBS]: (volume) => [ofEbs(volume, () => disksOf.copy("The volume", volume.props))],
    [FLEET]: (fleet) =>
      itemsOf(fleet.props.launchSpecifications).map((read) =>
        ofEbs(fleet, () => {
          const { rootBlockDevices, ebsBlockDevices } = read();
          return disksOf.machine({ rootBlockDevice: rootBlockDevices?.[0], ebsBlockDevices }, true);
        }),
      ),
    [INSTANCE]: (machine) => [ofEbs(machine, () => disksOf.machine(machine.props, !machine.props.launchTemplate))],
    [SNAPSHOT_COPY]: (copy) => [ofEbs(copy, () => disksOf.copy("The copied snapshot", copy.props))],
    [SPOT]: (machine) => [ofEbs(machine, () => disksOf.machine(machine.props, !machine.props.launchTemplate))],
    [TEMPLATE]: (template) => [ofEbs(template, () => disksOf.template(template.props))],
  },
  judge: (fault, settings) => fault(settings),
  pass: [
    { fleet: fleet({ rootBlockDevices: [{ encrypted: true }] }) },
    { data: [EBS, { availabilityZone: "eu-central-1a", encrypted: true }] },
    { data: [EBS, { availabilityZone: "eu-central-1a" }], all: [BY_DEFAULT, {}] },
    { web: [INSTANCE, { rootBlockDevice: { encrypted: true } }] },
    {
      web: [
        SPOT,
        { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true }] },
      ],
    },
    { web: [INSTANCE, { launchTemplate: { name: "web" } }] },
    {
      web: [
        TEMPLATE,
        {
          blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
            { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
          ],
        },
      ],
    },
    { web: [CONFIGURATION, { imageId: "an-ami", instanceType: "t4g.micro", rootBlockDevice: { encrypted: true } }] },
    { copy: [AMI_COPY, { sourceAmiId: "an-ami", sourceAmiRegion: "eu-central-1", encrypted: true }] },
    { copy: [SNAPSHOT_COPY, { sourceSnapshotId: "a-snapshot", sourceRegion: "eu-central-1", encrypted: true }] },
    { data: [VOLUME, { size: 1, volumeType: "luks" }] },
    { data: [VOLUME, { size: 1, volumeType: "ssd-Encrypted" }] },
    { secret: [TYPE, { name: "fast-luks" }], data: [VOLUME, { size: 1, volumeType: "${secret}" }] },
  ],
  fail: [
    { fleet: fleet({ rootBlockDevices: [{ encrypted: true }], ebsBlockDevices: [{ deviceName: "/dev/xvdb" }] }) },
    { data: [EBS, { availabilityZone: "eu-central-1a" }] },
    { data: [EBS, { availabilityZone: "eu-central-1a", encrypted: false }] },
    { data: [EBS, { availabilityZone: "eu-central-1a" }], all: [BY_DEFAULT, { enabled: false }] },
    { web: [INSTANCE, {}] },
    { web: [INSTANCE, { rootBlockDevice: { encrypted: false } }] },
    {
      web: [
        INSTANCE,
        { rootBlockDevice: { encrypted: true }, ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: false }] },
      ],
    },
    { web: [INSTANCE, { launchTemplate: { name: "web" }, rootBlockDevice: { volumeSize: 8 } }] },
    { web: [SPOT, {}] },
    { web: [TEMPLATE, {}] },
    { web: [TEMPLATE, { blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 8 } }] }] },
    {
      web: [
        TEMPLATE,
        {
          blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
            { deviceName: "/dev/sdf", ebs: { encrypted: "false" } },
          ],
        },
      ],
    },
    { web: [CONFIGURATION, { imageId: "an-ami", instanceType: "t4g.micro" }] },
    { copy: [AMI_COPY, { sourceAmiId: "an-ami", sourceAmiRegion: "eu-central-1" }] },
    { copy: [SNAPSHOT_COPY, { sourceSnapshotId: "a-snapshot", sourceRegion: "eu-central-1" }] },
    { data: [VOLUME, { size: 1 }] },
    { data: [VOLUME, { size: 1, volumeType: "ssd" }] },
    { plain: [TYPE, { name: "fast" }], data: [VOLUME, { size: 1, volumeType: "${plain}" }] },
  ],
});
