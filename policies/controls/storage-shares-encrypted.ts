import { control } from "../control.ts";

const FILES = "aws:efs/fileSystem:FileSystem";

export default control<() => boolean | undefined>({
  id: "storage-shares-encrypted",
  title: "Encrypt file systems where they are stored",
  why: "A file system cannot be encrypted later, and what many machines write into it is what one wants least to lose.",
  fix: "Set `encrypted: true`, and `kmsKeyId` to a key of your own.",
  severity: "high",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    "cis-aws": ["3.3.1"],
    fsbp: ["EFS.1"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: { [FILES]: (files) => [() => files.encrypted] },
  judge: (encrypted) => (encrypted() === true ? undefined : "The file system is not encrypted."),
  pass: [{ home: [FILES, { encrypted: true }] }],
  fail: [{ home: [FILES, {}] }, { home: [FILES, { encrypted: false }] }],
});
