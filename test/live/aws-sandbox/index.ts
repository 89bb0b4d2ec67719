import * as aws from "@pulumi/aws";

/** One resource of each of the services that all else on AWS stands on. */
const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true });
const key = new aws.kms.Key("main", { enableKeyRotation: true });
const bucket = new aws.s3.Bucket("logs");
new aws.s3.AccountPublicAccessBlock("account", { blockPublicAcls: true, blockPublicPolicy: true });
new aws.iam.Role("machine", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
  },
});
// What moto itself lacks, and what is elsewhere.
new aws.ebs.SnapshotBlockPublicAccess("account", { state: "block-all-sharing" });
const elsewhere = new aws.s3.Bucket("elsewhere", { region: "eu-west-1" });

export const made = { vpc: vpc.id, bucket: bucket.id, key: key.id, elsewhere: elsewhere.region };
