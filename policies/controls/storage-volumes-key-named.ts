import { control } from "../control.ts";

const EBS = "aws:ebs/volume:Volume";
const FILES = "aws:efs/fileSystem:FileSystem";

interface Stored {
  readonly what: string;
  readonly key: () => string | undefined;
}

export default control<Stored>({
  id: "storage-volumes-key-named",
  title: "Encrypt volumes and file systems with a key of your own",
  why: "AWS's key has a policy that nobody can change: it cannot be kept from one team, shared with a backup account, or taken away.",
  fix: "Set `kmsKeyId` to a key that the stack makes.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["keys-managed", "keys-stored-apart"],
    "nist-800-53": ["SC-12", "SC-28"],
    "nist-csf": ["protect"],
  },
  reads: {
    [EBS]: (volume) => [{ what: "volume", key: () => volume.kmsKeyId }],
    [FILES]: (files) => [{ what: "file system", key: () => files.kmsKeyId }],
  },
  judge: ({ what, key }) => {
    const said = String(key() ?? "").trim();
    return said === "" || /(?:^|:)alias\/aws\//.test(said) ? `No key of your own encrypts the ${what}.` : undefined;
  },
  pass: [
    { data: [EBS, { availabilityZone: "eu-central-1a", encrypted: true, kmsKeyId: "a-key" }] },
    { home: [FILES, { encrypted: true, kmsKeyId: "a-key" }] },
  ],
  fail: [
    { data: [EBS, { availabilityZone: "eu-central-1a", encrypted: true }] },
    { home: [FILES, { encrypted: true }] },
    { home: [FILES, { encrypted: true, kmsKeyId: "alias/aws/elasticfilesystem" }] },
  ],
});
