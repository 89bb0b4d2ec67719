import { control } from "../control.ts";

const EBS = "aws:ebs/volume:Volume";
const TYPE = "openstack:blockstorage/volumeTypeV3:VolumeTypeV3";
const VOLUME = "openstack:blockstorage/volume:Volume";

export default control<() => boolean>({
  id: "storage-volumes-single-attached",
  title: "Attach a volume to one machine at a time",
  why: "Two machines that write to one volume destroy each other's data, and an intruder on one has the other's.",
  fix: "Leave `multiattach` and `multiAttachEnabled` out, and share files by a share instead.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["guests-isolated"],
    ossg: ["instance-security"],
    "nist-800-53": ["SC-4", "CM-7"],
    "nist-csf": ["protect"],
  },
  reads: {
    [EBS]: (volume) => [() => volume.multiAttachEnabled === true],
    [VOLUME]: (volume) => [() => volume.multiattach === true],
    [TYPE]: (type) => [() => /true/i.test(String(type.extraSpecs?.multiattach ?? ""))],
  },
  judge: (shared) => (shared() ? "Several machines may attach the volume at once." : undefined),
  pass: [
    { data: [EBS, { availabilityZone: "eu-central-1a" }] },
    { data: [VOLUME, { size: 1 }] },
    { data: [VOLUME, { size: 1, multiattach: false }] },
    { fast: [TYPE, { extraSpecs: { volume_backend_name: "fast" } }] },
  ],
  fail: [
    { data: [EBS, { availabilityZone: "eu-central-1a", type: "io2", multiAttachEnabled: true }] },
    { data: [VOLUME, { size: 1, multiattach: true }] },
    { shared: [TYPE, { extraSpecs: { multiattach: "<is> True" } }] },
  ],
});
