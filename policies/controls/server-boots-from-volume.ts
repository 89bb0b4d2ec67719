import { control } from "../control.ts";
import { type EncryptedTypeSettings, encryptedTypeSettings, isEncryptedType } from "../facts/encrypted-type.ts";
import { itemsOf } from "../facts/item.ts";
import { every, first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const INSTANCE = "openstack:compute/instance:Instance";
const TYPE = "openstack:blockstorage/volumeTypeV3:VolumeTypeV3";

type Machine = Planned<typeof INSTANCE>;
type Device = NonNullable<Machine["props"]["blockDevices"]>[number];

/** Whether a device ends on the hypervisor's own disk. Without a word it is a volume, unless it is made empty or from an image. */
const isLocal = ({ destinationType, sourceType }: Device): boolean =>
  destinationType === undefined ? sourceType === "image" || sourceType === "blank" : destinationType !== "volume";

/** Whether Cinder makes a volume for the device; one that exists already is judged as itself. */
const isMade = ({ sourceType }: Device): boolean => sourceType === "image" || sourceType === "blank";

const isEncrypted = (machine: Machine, device: Device, settings: EncryptedTypeSettings): boolean =>
  some(
    () => isEncryptedType(device.volumeType, settings),
    () =>
      some(
        ...machine
          .tied("blockDevices", TYPE, ["id", "name"])
          .map((type) => () => isEncryptedType(type.props.name, settings)),
      ),
  );

export default control<Machine, EncryptedTypeSettings>({
  id: "server-boots-from-volume",
  title: "Start machines from encrypted volumes, without local disks",
  why: "What is on a hypervisor's own disk is lost with it, keeps the machine from moving while it runs, and is read by whoever takes the disk.",
  fix: 'Give a block device with `destinationType: "volume"`, `bootIndex: 0` and an encrypted `volumeType`.',
  severity: "high",
  sources: {
    talk: ["local-disks-unused", "vms-migratable", "storage-distributed", "data-encrypted"],
    ossg: ["data-encryption"],
    "nist-800-53": ["SC-28", "SC-28(1)", "CP-10"],
    "nist-csf": ["protect"],
  },
  settings: encryptedTypeSettings,
  joins: { [INSTANCE]: (machine) => [machine] },
  judge: (machine, settings) => {
    const devices = itemsOf(machine.props.blockDevices);
    return first(
      () =>
        some(
          ...devices.map(
            (device) => () =>
              every(
                () => Number(device().bootIndex ?? 0) === 0,
                () => !isLocal(device()),
              ),
          ),
        )
          ? undefined
          : "The machine starts from a disk of its hypervisor.",
      ...devices.flatMap((read) => [
        () => (isLocal(read()) ? "The machine has a disk on its hypervisor." : undefined),
        () => {
          const device = read();
          return isMade(device) && !isLocal(device) && !isEncrypted(machine, device, settings)
            ? "The machine's volume is of a type that is not known to be encrypted."
            : undefined;
        },
      ]),
    );
  },
  pass: [
    {
      web: [
        INSTANCE,
        {
          blockDevices: [
            { sourceType: "image", uuid: "an-image", destinationType: "volume", bootIndex: 0, volumeType: "luks" },
            {
              sourceType: "blank",
              destinationType: "volume",
              bootIndex: 1,
              volumeSize: 1,
              volumeType: "ssd-encrypted",
            },
          ],
        },
      ],
    },
    { web: [INSTANCE, { blockDevices: [{ sourceType: "volume", uuid: "a-volume", bootIndex: 0 }] }] },
    {
      type: [TYPE, { name: "fast-luks" }],
      web: [
        INSTANCE,
        {
          blockDevices: [
            { sourceType: "image", uuid: "an-image", destinationType: "volume", bootIndex: 0, volumeType: "${type}" },
          ],
        },
      ],
    },
  ],
  fail: [
    { web: [INSTANCE, { imageId: "an-image" }] },
    { web: [INSTANCE, { blockDevices: [] }] },
    {
      web: [
        INSTANCE,
        { blockDevices: [{ sourceType: "image", uuid: "an-image", destinationType: "local", bootIndex: 0 }] },
      ],
    },
    {
      web: [
        INSTANCE,
        { blockDevices: [{ sourceType: "image", uuid: "an-image", destinationType: "volume", bootIndex: 0 }] },
      ],
    },
    {
      web: [
        INSTANCE,
        {
          blockDevices: [
            { sourceType: "volume", uuid: "a-volume", destinationType: "volume", bootIndex: 0 },
            { sourceType: "blank", destinationType: "local", bootIndex: -1, volumeSize: 1 },
          ],
        },
      ],
    },
    {
      type: [TYPE, { name: "fast" }],
      web: [
        INSTANCE,
        {
          blockDevices: [
            { sourceType: "image", uuid: "an-image", destinationType: "volume", bootIndex: 0, volumeType: "${type}" },
          ],
        },
      ],
    },
  ],
});
