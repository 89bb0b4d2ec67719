import * as aws from "@pulumi/aws";
import { Config } from "@pulumi/pulumi";

// A stack of so many resources as plain teams write them, for a provider that asks AWS nothing.
const size = new Config().requireNumber("size");
const provider = new aws.Provider("nowhere", {
  region: "eu-central-1",
  accessKey: "none",
  secretKey: "none",
  skipCredentialsValidation: true,
  skipMetadataApiCheck: true,
  skipRegionValidation: true,
  skipRequestingAccountId: true,
});
for (let i = 0; i < size / 10; i++) {
  const group = new aws.ec2.SecurityGroup(
    `group-${i}`,
    { description: "Members of the bench", tags: { owner: "bench" } },
    { provider },
  );
  new aws.ec2.Eip(`address-${i}`, { domain: "vpc" }, { provider });
  for (let rule = 0; rule < 8; rule++)
    new aws.vpc.SecurityGroupIngressRule(
      `group-${i}-${rule}`,
      {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: `10.0.${rule}.0/24`,
        description: "A rule of the bench",
      },
      { provider },
    );
}
