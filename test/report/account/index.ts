import * as aws from "@pulumi/aws";

// An account that somebody runs without this library, and not as it should be: the same program with either major version of the SDK.
const files = new aws.s3.Bucket("files", { forceDestroy: true });
new aws.s3.BucketPublicAccessBlock("files", { bucket: files.id, blockPublicAcls: false, blockPublicPolicy: false });

const vpc = new aws.ec2.Vpc("shop", { cidrBlock: "10.40.0.0/16" });
const subnet = new aws.ec2.Subnet("shop", {
  vpcId: vpc.id,
  cidrBlock: "10.40.1.0/24",
  availabilityZone: "eu-central-1a",
  mapPublicIpOnLaunch: true,
});
const login = new aws.ec2.SecurityGroup("login", {
  vpcId: vpc.id,
  description: "Administrators",
  ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] }],
});
new aws.ec2.Instance("web", {
  ami: "ami-1e749f67",
  instanceType: "t3.small",
  subnetId: subnet.id,
  vpcSecurityGroupIds: [login.id],
  rootBlockDevice: { volumeSize: 8 },
  userData: "#!/bin/sh\nexport PAYMENT_TOKEN=a1b2c3d4e5f6g7h8\n",
});
new aws.ebs.Volume("data", { availabilityZone: "eu-central-1a", size: 20 });

const admin = new aws.iam.User("admin");
new aws.iam.AccessKey("admin", { user: admin.name });
const all = new aws.iam.Policy("all", {
  policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
});
new aws.iam.UserPolicyAttachment("admin", { user: admin.name, policyArn: all.arn });
new aws.ssm.Parameter("payment", { type: "SecureString", value: "a1b2c3d4e5f6g7h8" });
