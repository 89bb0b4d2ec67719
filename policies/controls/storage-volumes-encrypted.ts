import { control } from "../control.ts";
import { type EncryptedTypeSettings, encryptedTypeSettings, isEncryptedType } from "../facts/encrypted-type.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const TYPE = "openstack:blockstorage/volumeTypeV3:VolumeTypeV3";
const VOLUME = "openstack:blockstorage/volume:Volume";

export default control<Planned<typeof VOLUME>, EncryptedTypeSettings>({
  id: "storage-volumes-encrypted",
  title: "Make volumes of an encrypted type",
  why: "Whoever gets at a disk, a snapshot or the storage network reads every volume that is not encrypted.",
  fix: "Set `volumeType` to an encrypted type, and name it in the setting `encryptedTypes` unless its name says so.",
  severity: "high",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    ossg: ["data-encryption", "Check-Block-09"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
  },
  settings: encryptedTypeSettings,
  joins: { [VOLUME]: (volume) => [volume] },
  judge: (volume, settings) =>
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
        : "The volume has the cloud's default type, of which nothing says that it is encrypted.",
  pass: [
    { data: [VOLUME, { size: 1, volumeType: "luks" }] },
    { data: [VOLUME, { size: 1, volumeType: "ssd-Encrypted" }] },
    { secret: [TYPE, { name: "fast-luks" }], data: [VOLUME, { size: 1, volumeType: "${secret}" }] },
  ],
  fail: [
    { data: [VOLUME, { size: 1 }] },
    { data: [VOLUME, { size: 1, volumeType: "ssd" }] },
    { plain: [TYPE, { name: "fast" }], data: [VOLUME, { size: 1, volumeType: "${plain}" }] },
  ],
});
