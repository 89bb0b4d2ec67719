import assert from "node:assert/strict";
import { AwsAccount, type AwsAccountArgs } from "../../components/index.ts";
import { build } from "../support/build.ts";

const contact = { name: "CSIRT", title: "Head of security", email: "csirt@example.org", phone: "+386 1 477 3900" };
const make = (own: Partial<AwsAccountArgs> = {}) =>
  build(() => new AwsAccount("account", { securityContact: contact, ...own }));

describe("an AwsAccount", () => {
  it("closes what is open in a new account", async () => {
    const { resources } = await make({ volumeKeyArn: "arn:aws:kms:eu-central-1:123456789012:key/a" });
    const inputs = Object.fromEntries(
      resources
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ type, props }) => [type.split(":").at(-1), props] as const),
    );
    assert.deepEqual(inputs, {
      AccountPublicAccessBlock: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      AlternativeContact: {
        alternateContactType: "SECURITY",
        name: "CSIRT",
        title: "Head of security",
        emailAddress: "csirt@example.org",
        phoneNumber: "+386 1 477 3900",
      },
      EncryptionByDefault: { enabled: true },
      DefaultKmsKey: { keyArn: "arn:aws:kms:eu-central-1:123456789012:key/a" },
      SnapshotBlockPublicAccess: { state: "block-all-sharing" },
      ImageBlockPublicAccess: { state: "block-new-sharing" },
      InstanceMetadataDefaults: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "disabled",
      },
      SerialConsoleAccess: { enabled: false },
    });
  });

  for (const [name, own, sentence] of [
    ["nobody", { name: " " }, /securityContact\.name must be 1 to 64 characters, got " "\./],
    ["a long title", { title: "a".repeat(51) }, /securityContact\.title must be 1 to 50 characters, got "a{51}"\./],
    ["no email address", { email: "csirt" }, /securityContact\.email must be an email address, got "csirt"\./],
    [
      "a number of one country only",
      { phone: "01 477 3900" },
      /securityContact\.phone must be a number such as \+386 1 477 3900, got "01 477 3900"\./,
    ],
  ] as const)
    it(`refuses ${name}, and makes nothing`, async () => {
      await assert.rejects(async () => make({ securityContact: { ...contact, ...own } }), sentence);
    });
});
