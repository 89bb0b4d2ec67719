import { control } from "../control.ts";
import { type Account, settingUpStorage, storageSetUp } from "../facts/account.ts";
import { mappedJoins } from "../facts/mapped.ts";
import { some } from "../knowledge.ts";

const BLOCK = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess";
const IMAGE = "openstack:images/image:Image";

const PERMISSION = "aws:ec2/amiLaunchPermission:AmiLaunchPermission";

const inAccount =
  ({ plan }: Account) =>
  () =>
    plan.of(BLOCK).length > 0
      ? undefined
      : "The stack sets up how an account stores, and nothing keeps its images from being made public.";

export default control<() => string | undefined>({
  id: "image-not-public",
  title: "Show images to the projects and accounts that use them only",
  why: "A public image gives everybody in the cloud what is inside it, and offers itself to be started by mistake.",
  fix: 'On OpenStack leave `visibility` out, or set it to `"shared"` and name the projects with `ImageAccess`; on AWS name accounts, and have `ImageBlockPublicAccess` block the rest.',
  severity: "high",
  sources: {
    talk: ["images-without-secrets", "images-own", "access-limited"],
    ossg: ["instance-security"],
    "nist-800-53": ["AC-3", "AC-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    [IMAGE]: (image) => [
      () => {
        const said = String(image.visibility ?? "").toLowerCase();
        return said === "public" || said === "community" ? `The image's visibility is ${said}.` : undefined;
      },
    ],
    [BLOCK]: (block) => [
      () =>
        String(block.state ?? "").toLowerCase() === "block-new-sharing"
          ? undefined
          : "The account's images may be made public.",
    ],
    [PERMISSION]: (permission) => [
      () =>
        some(
          () => String(permission.group ?? "").toLowerCase() === "all",
          () => String(permission.accountId ?? "").toLowerCase() === "all",
        )
          ? "Everybody may start machines from the image."
          : undefined,
    ],
  },
  joins: mappedJoins(storageSetUp, inAccount),
  judge: (fault) => fault(),
  pass: [
    { images: [BLOCK, { state: "Block-New-Sharing" }] },
    ...settingUpStorage({ images: [BLOCK, { state: "block-new-sharing" }] }),
    { images: [BLOCK, { state: "block-new-sharing" }] },
    { debian: [PERMISSION, { imageId: "an-ami", accountId: "123456789012" }] },
    { debian: [PERMISSION, { imageId: "an-ami", organizationArn: "an-organisation" }] },
    { debian: [IMAGE, {}] },
    { debian: [IMAGE, { visibility: "private" }] },
    { debian: [IMAGE, { visibility: "shared" }] },
  ],
  fail: [
    { debian: [IMAGE, { visibility: "Public" }] },
    { debian: [PERMISSION, { imageId: "an-ami", group: "All" }] },
    { debian: [PERMISSION, { imageId: "an-ami", accountId: "All" }] },
    ...settingUpStorage(),
    { images: [BLOCK, { state: "unblocked" }] },
    { debian: [PERMISSION, { imageId: "an-ami", group: "all" }] },
    { debian: [IMAGE, { visibility: "public" }] },
    { debian: [IMAGE, { visibility: "community" }] },
  ],
});
