import type { Example } from "../../policies/control.ts";
import type { Disguise } from "../support/disguise.ts";

const ALL = "http://acs.amazonaws.com/groups/global/AllUsers";
const LOGS = "http://acs.amazonaws.com/groups/s3/LogDelivery";

/** A bucket as `@pulumi/aws` 6 makes one, with where it says that it logs. */
const older = (loggings: { targetBucket: string }[]): Example => ({
  logs: ["aws:s3/bucketV2:BucketV2", { bucket: "logs" }],
  files: ["aws:s3/bucket:Bucket", { bucket: "files", loggings }],
});

const blocked = (bucket: string): Example => ({
  files: ["aws:s3/bucketV2:BucketV2", { bucket: "files" }],
  others: ["aws:s3/bucketV2:BucketV2", { bucket: "others" }],
  ofOthers: [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    {
      bucket: "${others}",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
  ],
  block: [
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
  ],
});

const versioned = (status: string): Example => ({
  files: ["aws:s3/bucketV2:BucketV2", { bucket: "files" }],
  versioning: [
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
    { bucket: "${files}", versioningConfiguration: { status } },
  ],
});

const keyed = (sseAlgorithm: string): Example => ({
  files: ["aws:s3/bucketV2:BucketV2", { bucket: "files" }],
  encryption: [
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    {
      bucket: "${files}",
      rules: [
        { bucketKeyEnabled: true, applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId: "a-key" } },
      ],
    },
  ],
});

const listed = (uri: string): Example => ({
  list: [
    "aws:s3/bucketAclV2:BucketAclV2",
    {
      bucket: "files",
      accessControlPolicy: {
        owner: { id: "me" },
        grants: [{ permission: "FULL_CONTROL", grantee: { type: "Group", uri } }],
      },
    },
  ],
});

const machine = (devices: object[]): Example => ({
  web: ["aws:ec2/launchTemplate:LaunchTemplate", { imageId: "ami-0abc", blockDeviceMappings: devices }],
});

const volume = (volumeType: string): Example => ({
  type: ["openstack:blockstorage/volumeTypeV3:VolumeTypeV3", { name: volumeType }],
  data: ["openstack:blockstorage/volume:Volume", { size: 10, volumeType: "${type}" }],
});

export default [
  {
    name: "An object is public in a bucket that is not",
    control: "storage-containers-private",
    disguised: {
      file: ["aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "files", key: "a", acl: "public-read" }],
    },
    twin: { file: ["aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "files", key: "a", acl: "private" }] },
  },
  {
    name: "A copy of an object is for everybody by a grant",
    control: "storage-containers-private",
    within: "acme:index:Files",
    disguised: {
      file: [
        "aws:s3/objectCopy:ObjectCopy",
        { bucket: "files", key: "a", source: "others/a", grants: [{ type: "Group", uri: ALL, permissions: ["READ"] }] },
      ],
    },
    twin: {
      file: [
        "aws:s3/objectCopy:ObjectCopy",
        {
          bucket: "files",
          key: "a",
          source: "others/a",
          grants: [{ type: "Group", uri: LOGS, permissions: ["READ"] }],
        },
      ],
    },
  },
  {
    name: "A list beside a bucket gives everybody the bucket whole",
    control: "storage-containers-write-named",
    disguised: listed(ALL.replace("http:", "https:").replace("AllUsers", "allusers")),
    twin: listed(LOGS),
  },
  {
    name: "A container is for whoever names no page that they come from",
    control: "storage-containers-private",
    disguised: {
      site: ["openstack:objectstorage/container:Container", { containerRead: "a-project:ada, .referrer : *" }],
    },
    twin: {
      site: ["openstack:objectstorage/container:Container", { containerRead: "a-project:ada, .r:-example.org" }],
    },
  },
  {
    name: "A container is for every user of every project, with blanks between",
    control: "storage-containers-write-named",
    disguised: { site: ["openstack:objectstorage/container:Container", { containerWrite: "a-project:ada , * : *" }] },
    twin: {
      site: ["openstack:objectstorage/container:Container", { containerWrite: "a-project:ada , a-project : *" }],
    },
  },
  {
    name: "A bucket of the older provider logs nowhere, in a list",
    control: "storage-buckets-logged",
    disguised: older([]),
    twin: older([{ targetBucket: "logs" }]),
  },
  {
    name: "Public access is blocked twice, for one bucket of two",
    control: "storage-buckets-blocked",
    disguised: blocked("${others}"),
    twin: blocked("${files}"),
  },
  {
    name: "Earlier versions are kept no longer, by a resource beside the bucket",
    control: "storage-containers-versioned",
    within: "acme:index:Files",
    disguised: versioned("Suspended"),
    twin: versioned("Enabled"),
  },
  {
    name: "A bucket names a key of KMS, and an algorithm that does not use it",
    control: "storage-buckets-key-named",
    disguised: keyed("AES256"),
    twin: keyed("aws:kms:dsse"),
  },
  {
    name: "The second disk of a launch template is in plain text",
    control: "storage-volumes-encrypted",
    disguised: machine([
      { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
      { deviceName: "/dev/xvdb", ebs: { volumeSize: 100 } },
    ]),
    twin: machine([
      { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
      { deviceName: "/dev/xvdb", ebs: { volumeSize: 100, encrypted: "true" } },
    ]),
  },
  {
    name: "A volume is of a type whose name says that it is not encrypted",
    control: "storage-volumes-encrypted",
    disguised: volume("unencrypted"),
    twin: volume("encrypted"),
  },
  {
    name: "A volume is of a type whose name says encrypted, and no",
    control: "storage-volumes-encrypted",
    within: "acme:index:Data",
    disguised: volume("non-encrypted"),
    twin: volume("nvme-encrypted"),
  },
  {
    name: "A snapshot of a cluster is shared with one account, and with all",
    control: "storage-snapshots-private",
    disguised: {
      copy: [
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        { dbClusterIdentifier: "db", dbClusterSnapshotIdentifier: "copy", sharedAccounts: ["123456789012", "ALL"] },
      ],
    },
    twin: {
      copy: [
        "aws:rds/clusterSnapshot:ClusterSnapshot",
        { dbClusterIdentifier: "db", dbClusterSnapshotIdentifier: "copy", sharedAccounts: ["123456789012"] },
      ],
    },
  },
  {
    name: "An image is for the community, as if that were nobody",
    control: "image-not-public",
    disguised: {
      image: [
        "openstack:images/image:Image",
        { name: "web", containerFormat: "bare", diskFormat: "raw", visibility: "Community" },
      ],
    },
    twin: {
      image: [
        "openstack:images/image:Image",
        { name: "web", containerFormat: "bare", diskFormat: "raw", visibility: "Shared" },
      ],
    },
  },
  {
    name: "A file share is mounted from either half of the internet",
    control: "storage-shares-clients-named",
    disguised: {
      access: [
        "openstack:sharedfilesystem/shareAccess:ShareAccess",
        { shareId: "a-share", accessType: "ip", accessTo: "128.0.0.0/1", accessLevel: "ro" },
      ],
    },
    twin: {
      access: [
        "openstack:sharedfilesystem/shareAccess:ShareAccess",
        { shareId: "a-share", accessType: "ip", accessTo: "10.128.0.0/16", accessLevel: "ro" },
      ],
    },
  },
  {
    name: "A function answers at an address of its own, where nobody asks who comes",
    control: "identity-principals-named",
    disguised: {
      address: ["aws:lambda/functionUrl:FunctionUrl", { functionName: "shop", authorizationType: "NONE" }],
    },
    twin: { address: ["aws:lambda/functionUrl:FunctionUrl", { functionName: "shop", authorizationType: "AWS_IAM" }] },
  },
  {
    name: "A private bucket has a second door, which is open",
    control: "identity-principals-named",
    within: "acme:index:Files",
    disguised: {
      door: [
        "aws:s3control/accessPointPolicy:AccessPointPolicy",
        {
          accessPointArn: "arn:aws:s3:eu-west-1:123456789012:accesspoint/door",
          policy: JSON.stringify({
            Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "s3:GetObject", Resource: "*" }],
          }),
        },
      ],
    },
    twin: {
      door: [
        "aws:s3control/accessPointPolicy:AccessPointPolicy",
        {
          accessPointArn: "arn:aws:s3:eu-west-1:123456789012:accesspoint/door",
          policy: JSON.stringify({
            Statement: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "s3:GetObject", Resource: "*" }],
          }),
        },
      ],
    },
  },
] satisfies readonly Disguise[];
