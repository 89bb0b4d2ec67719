import { control } from "../control.ts";

const SHARE = "openstack:sharedfilesystem/share:Share";

export default control<() => boolean | undefined>({
  id: "storage-shares-private",
  title: "Show no file share to other projects",
  why: "Every project of the cloud sees a public share, where it is and how to mount it.",
  fix: "Leave `isPublic` out.",
  severity: "high",
  sources: { talk: ["access-limited", "zero-trust"], "nist-800-53": ["AC-3", "AC-6"], "nist-csf": ["protect"] },
  reads: { [SHARE]: (share) => [() => share.isPublic] },
  judge: (isPublic) => (isPublic() === true ? "The share is public." : undefined),
  pass: [{ files: [SHARE, {}] }, { files: [SHARE, { isPublic: false }] }],
  fail: [{ files: [SHARE, { isPublic: true }] }],
});
