import { control } from "../control.ts";
import { type Account, settingUpStorage, storageSetUp } from "../facts/account.ts";
import { mappedJoins } from "../facts/mapped.ts";

const BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault";

/** What is wrong, as a sentence. */
type Fault = () => string | undefined;

const inAccount =
  ({ plan }: Account): Fault =>
  () =>
    plan.of(BY_DEFAULT).length > 0
      ? undefined
      : "The stack sets up how an account stores, and leaves volumes in it unencrypted that nobody thinks of.";

export default control<Fault>({
  id: "storage-volumes-encrypted-by-default",
  title: "Encrypt new volumes without being asked to",
  why: "Volumes are also made by hand, by scaling groups and from images, and nobody is there to say that they should be encrypted.",
  fix: "Make an `aws.ebs.EncryptionByDefault` in each region.",
  severity: "medium",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    "cis-aws": ["6.1.1"],
    fsbp: ["EC2.7"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [BY_DEFAULT]: (setting) => [
      () => (setting.enabled === false ? "New volumes of the account are not encrypted by default." : undefined),
    ],
  },
  joins: mappedJoins(storageSetUp, inAccount),
  judge: (fault) => fault(),
  pass: [...settingUpStorage({ volumes: [BY_DEFAULT, {}] }), { volumes: [BY_DEFAULT, { enabled: true }] }],
  fail: [...settingUpStorage().slice(0, 1), { volumes: [BY_DEFAULT, { enabled: false }] }],
});
