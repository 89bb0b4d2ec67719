import type { Example } from "../../policies/control.ts";
import type { Props } from "../../policies/resources.ts";
import type { Disguise } from "../support/disguise.ts";

/** A provider that a program names explicitly, and a network that is made with it. */
const openstack = (props: Props<"pulumi:providers:openstack">): Example => ({
  theirs: ["pulumi:providers:openstack", { authUrl: "https://keystone.example.org/v3", ...props }],
});

const aws = (props: Props<"pulumi:providers:aws">): Example => ({
  theirs: ["pulumi:providers:aws", { region: "eu-west-1", allowedAccountIds: '["123456789012"]' as never, ...props }],
});

/** As the engine shows what a provider is configured with: structures as JSON. */
const shown = (value: unknown): never => JSON.stringify(value) as never;

export default [
  {
    name: "A provider with a name of its own does not verify anything, as a text",
    control: "provider-tls-verified",
    disguised: openstack({ insecure: "True" as never }),
    twin: openstack({ insecure: "False" as never }),
  },
  {
    name: "A provider with a name of its own does not verify anything, as a letter",
    control: "provider-tls-verified",
    within: "acme:index:Cloud",
    disguised: openstack({ insecure: "t" as never }),
    twin: openstack({ insecure: "f" as never }),
  },
  {
    name: "A provider logs in over TLS, and reaches one of the services without",
    control: "provider-tls-verified",
    disguised: openstack({
      endpointOverrides: shown({ network: "https://neutron.example.org", compute: " HTTP://nova.example.org" }),
    }),
    twin: openstack({
      endpointOverrides: shown({ network: "https://neutron.example.org", compute: "https://nova.example.org" }),
    }),
  },
  {
    name: "A provider of AWS's reaches one of the services without TLS",
    control: "provider-tls-verified",
    disguised: aws({ endpoints: shown([{ sts: "https://sts.example.org" }, { s3: "http://s3.example.org" }]) }),
    twin: aws({ endpoints: shown([{ sts: "https://sts.example.org" }, { s3: "https://s3.example.org" }]) }),
  },
  {
    name: "A provider's password is in its address",
    control: "provider-passwords-unused",
    disguised: openstack({ authUrl: "https://admin:correct-horse@keystone.example.org/v3" }),
    twin: openstack({ authUrl: "https://keystone.example.org:5000/v3" }),
  },
  {
    name: "A provider of AWS's has its token in what it takes on a role with",
    control: "provider-passwords-unused",
    within: "acme:index:Cloud",
    disguised: aws({
      assumeRoleWithWebIdentity: shown({
        roleArn: "arn:aws:iam::123456789012:role/web",
        webIdentityToken: "eyJhbGciOi",
      }),
    }),
    twin: aws({
      assumeRoleWithWebIdentity: shown({
        roleArn: "arn:aws:iam::123456789012:role/web",
        webIdentityTokenFile: "/run/token",
      }),
    }),
  },
  {
    name: "A provider of AWS's has its password in the address of a proxy",
    control: "provider-passwords-unused",
    disguised: aws({ httpsProxy: "http://ada:correct-horse@proxy.example.org:3128" }),
    twin: aws({ httpsProxy: "http://proxy.example.org:3128" }),
  },
  {
    name: "A provider lists the accounts that it is for, and the list is empty",
    control: "provider-accounts-named",
    disguised: aws({ allowedAccountIds: shown([]) }),
    twin: aws({ allowedAccountIds: shown(["123456789012"]) }),
  },
  {
    name: "A provider lists accounts, and asks nobody which one it is in",
    control: "provider-accounts-named",
    within: "acme:index:Cloud",
    disguised: aws({ skipRequestingAccountId: "TRUE" as never }),
    twin: aws({ skipRequestingAccountId: "FALSE" as never }),
  },
  {
    name: "A provider says of everything an owner, who is a blank",
    control: "provider-tags-set",
    disguised: aws({ defaultTags: shown({ tags: { owner: " ", environment: "production" } }) }),
    twin: aws({ defaultTags: shown({ tags: { owner: "platform", environment: "production" } }) }),
  },
] satisfies readonly Disguise[];
