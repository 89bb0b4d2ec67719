import type { Example } from "../../policies/control.ts";
import type { Props } from "../../policies/resources.ts";
import type { Disguise } from "../support/disguise.ts";

const user = (props: Props<"openstack:identity/user:User">): Example => ({
  ada: ["openstack:identity/user:User", { name: "ada", ...props }],
});

const twoFactors = (...rules: string[][]): Example =>
  user({ multiFactorAuthEnabled: true, multiFactorAuthRules: rules.map((rule) => ({ rules: rule })) });

const assigned = (to: object): Example => ({
  role: ["openstack:identity/role:Role", { name: "Admin" }],
  assignment: ["openstack:identity/roleAssignment:RoleAssignment", { roleId: "${role}", ...to }],
});

const credential = (props: Props<"openstack:identity/applicationCredential:ApplicationCredential">): Example => ({
  robot: ["openstack:identity/applicationCredential:ApplicationCredential", { name: "robot", ...props }],
});

const tunnel = (props: Props<"openstack:vpnaas/ikePolicy:IkePolicy">): Example => ({
  ike: ["openstack:vpnaas/ikePolicy:IkePolicy", props],
});

const secret = (props: Props<"openstack:keymanager/secretV1:SecretV1">): Example => ({
  key: ["openstack:keymanager/secretV1:SecretV1", { secretType: "symmetric", ...props }],
});

const quota = (props: object): Example => ({
  quota: ["openstack:blockstorage/quoteSetV3:QuoteSetV3", { projectId: "a-project", ...props }],
});

const READ = { path: "/v3/projects", method: "GET", service: "identity" };

export default [
  {
    name: "A second factor is asked for by one rule, and by another the password alone",
    control: "identity-users-mfa",
    disguised: twoFactors(["password", "totp"], ["password"]),
    twin: twoFactors(["password", "totp"], ["application_credential"]),
  },
  {
    name: "A second factor is asked for that is the first once more",
    control: "identity-users-mfa",
    within: "acme:index:Team",
    disguised: twoFactors(["password", "password"]),
    twin: twoFactors(["totp", "password"]),
  },
  {
    name: "A second factor is switched on, and no rule asks for it",
    control: "identity-users-mfa",
    disguised: twoFactors(),
    twin: twoFactors(["password", "totp"]),
  },
  {
    name: "A role of another name's capital letters administers a whole domain, by a group",
    control: "identity-admin-narrow",
    disguised: assigned({ groupId: "a-group", domainId: "a-domain" }),
    twin: assigned({ groupId: "a-group", projectId: "a-project" }),
  },
  {
    name: "A password is long, of two well-known words and the user's own name",
    control: "identity-passwords-strong",
    disguised: user({ password: "Password-ada-admin-2024" }),
    twin: user({ password: "vR7#kuleXqmZ-w3TfbYd" }),
  },
  {
    name: "A password is as long as it has to be, and one letter",
    control: "identity-passwords-strong",
    disguised: user({ password: "aaaaaaaaaaaaaaaaaaaaaaaa" }),
    twin: user({ password: "vR7#kuleXqmZ-w3TfbYd9sHc" }),
  },
  {
    name: "An application credential lists the operations that it is for, all of them",
    control: "identity-app-credentials-narrow",
    disguised: credential({ accessRules: [] }),
    twin: credential({ accessRules: [READ] }),
  },
  {
    name: "A tunnel is encrypted by three keys of DES, in capitals",
    control: "vpn-ciphers-strong",
    disguised: tunnel({ encryptionAlgorithm: "3DES" }),
    twin: tunnel({ encryptionAlgorithm: "AES-256" }),
  },
  {
    name: "A key is of AES and of the right length, and used block by block",
    control: "key-algorithms-strong",
    disguised: secret({ algorithm: "AES", bitLength: 256, mode: "ECB" }),
    twin: secret({ algorithm: "AES", bitLength: 256, mode: "GCM" }),
  },
  {
    name: "A quota of one type of volume has no end, inside a map of limits",
    control: "quota-limits-finite",
    disguised: quota({ volumes: 10, volumeTypeQuota: { volumes_LUKS: "-1" } }),
    twin: quota({ volumes: 10, volumeTypeQuota: { volumes_LUKS: "10" } }),
  },
  {
    name: "A quota is so large that it is none",
    control: "quota-limits-bounded",
    disguised: quota({ volumes: 2147483647 }),
    twin: quota({ volumes: 10 }),
  },
] satisfies readonly Disguise[];
