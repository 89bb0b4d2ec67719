import type { Example, Reads } from "../control.ts";
import { first, known, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";
import type { Props, Token } from "../resources.ts";
import { letsServiceWrite } from "./grant.ts";
import { itemsOf } from "./item.ts";
import { documentOf, type PolicyDocument } from "./policy.ts";

const BUCKET = "aws:s3/bucket:Bucket";
const BUCKET_V2 = "aws:s3/bucketV2:BucketV2";

/** A planned bucket of S3: the older kind says everything itself, the newer leaves it to resources beside it. */
export type Bucket = Planned<typeof BUCKET> | Planned<typeof BUCKET_V2>;

/** How to read something out of every planned bucket. */
export const ofBuckets = <F>(read: (bucket: Bucket) => readonly F[]) =>
  ({ [BUCKET]: read, [BUCKET_V2]: read }) as const;

/** What others may name a bucket by. */
const BY: readonly string[] = ["id", "bucket"];

/** The planned resources beside a bucket that name it as theirs. Each read is one that may be undecided. */
export const beside = <T extends Token>(bucket: Bucket, ...types: readonly T[]): (() => readonly Planned<T>[])[] =>
  types.map(
    (type) => () => (bucket as Planned<typeof BUCKET>).users(type, "bucket" as never, BY) as readonly Planned<T>[],
  );

/** The planned buckets that a resource names by an input. */
export const bucketsOf = <T extends Token>(
  resource: Planned<T>,
  input: keyof Planned<T>["props"] & string,
): Bucket[] => [...resource.tied(input as never, BUCKET, BY), ...resource.tied(input as never, BUCKET_V2, BY)];

/** What either kind of bucket can say. */
type Name = keyof Props<typeof BUCKET> | keyof Props<typeof BUCKET_V2>;

/** What a bucket says itself, by any of the names that its kinds and the versions of the provider have for it. Lists have one item. */
export const own =
  <V>(bucket: Bucket, ...names: readonly Name[]): (() => V | undefined) =>
  () =>
    first(
      ...names.map((name) => () => {
        const said = (bucket.props as { readonly [N in Name]?: unknown })[name];
        return (Array.isArray(said) ? said[0] : said) as V | undefined;
      }),
    );

/** The policies of a bucket: its own, and those beside it. Each read is one that may be undecided. */
export const policiesOf = (bucket: Bucket): (() => readonly PolicyDocument[])[] => [
  () => [documentOf(bucket.props.policy)],
  ...beside(bucket, "aws:s3/bucketPolicy:BucketPolicy").map(
    (policies) => () => policies().map(({ props }) => documentOf(props.policy)),
  ),
];

/** Whether a service of AWS may write into a bucket. Each read is one that may be undecided. */
export const takesFrom = (bucket: Bucket, service: string): (() => boolean)[] =>
  policiesOf(bucket).map((read) => () => some(...read().map((document) => () => letsServiceWrite(document, service))));

/** Whether a bucket is told who reads and writes others. Each read is one that may be undecided. */
export const takesLogs = (bucket: Bucket): (() => boolean)[] => {
  const target = bucket as Planned<typeof BUCKET>;
  return [
    () => target.users("aws:s3/bucketLogging:BucketLogging", "targetBucket", BY).length > 0,
    () => target.users("aws:s3/bucketLoggingV2:BucketLoggingV2", "targetBucket", BY).length > 0,
    () => target.users(BUCKET, "logging", BY).length > 0,
    () => target.users(BUCKET, "loggings", BY).length > 0,
    () => target.users(BUCKET_V2, "loggings", BY).length > 0,
    ...takesFrom(bucket, "logging.s3.amazonaws.com"),
  ];
};

/** A bucket's name, where the program gives it one. */
export const nameOf = ({ props }: Bucket): string | undefined => props.bucket;

/** The words in what a bucket is called, by the cloud and by the program. Each read is one that may be undecided. */
export const wordsOf = (bucket: Bucket): (() => string[])[] =>
  [() => nameOf(bucket), () => bucket.props.bucketPrefix, () => bucket.name].map(
    (read) => () =>
      String(read() ?? "")
        .toLowerCase()
        .split(/[^a-z]+/),
  );

/** What an access list of a bucket lets somebody do. */
export interface Grant {
  /** Whether it is for everybody, or for everybody who has an account of AWS. */
  readonly toEverybody: () => boolean;
  readonly permission: () => string;
}

/** What the words for whole access lists grant to everybody. */
const CANNED: { readonly [acl: string]: readonly string[] } = {
  "authenticated-read": ["READ"],
  "public-read": ["READ"],
  "public-read-write": ["READ", "WRITE"],
};

const grantsOf = (acl: unknown): Grant[] =>
  (CANNED[String(acl ?? "").toLowerCase()] ?? []).map((permission) => ({
    toEverybody: () => true,
    permission: () => permission,
  }));

const isEverybody = (uri: unknown): boolean =>
  /\/groups\/global\/(?:AllUsers|AuthenticatedUsers)$/i.test(String(uri ?? "").trim());

const inHolder = (
  holder: Props<typeof BUCKET> | Props<typeof BUCKET_V2> | Props<"aws:s3/objectCopy:ObjectCopy">,
): (() => readonly Grant[])[] => [
  () => grantsOf(holder.acl),
  () =>
    itemsOf(holder.grants).flatMap((grant) =>
      (known(() => itemsOf(grant().permissions)) ?? [() => grant().permissions[0]]).map((permission) => ({
        toEverybody: () => isEverybody(grant().uri),
        permission: () => String(permission()),
      })),
    ),
];

const inAcl = (
  list: Props<"aws:s3/bucketAcl:BucketAcl"> | Props<"aws:s3/bucketAclV2:BucketAclV2">,
): (() => readonly Grant[])[] => [
  () => grantsOf(list.acl),
  () =>
    itemsOf(list.accessControlPolicy?.grants).map((grant) => ({
      toEverybody: () => isEverybody(grant().grantee?.uri),
      permission: () => String(grant().permission),
    })),
];

/** What every access list of a bucket, or of an object, grants. Each is a read that may be undecided. */
export const accessLists: Reads<() => readonly Grant[]> = {
  [BUCKET]: inHolder,
  [BUCKET_V2]: inHolder,
  "aws:s3/bucketObject:BucketObject": (object) => [() => grantsOf(object.acl)],
  "aws:s3/bucketObjectv2:BucketObjectv2": (object) => [() => grantsOf(object.acl)],
  "aws:s3/objectCopy:ObjectCopy": inHolder,
  "aws:s3/bucketAcl:BucketAcl": inAcl,
  "aws:s3/bucketAclV2:BucketAclV2": inAcl,
};

/** A grant in every place that can hold one, each an example of its own. */
export const grantedEverywhere = (permission: string, uri: string): Example[] => [
  { files: [BUCKET, { grants: [{ type: "Group", uri, permissions: [permission] }] }] },
  { files: [BUCKET_V2, { grants: [{ type: "Group", uri, permissions: [permission] }] }] },
  { file: ["aws:s3/objectCopy:ObjectCopy", { grants: [{ type: "Group", uri, permissions: [permission] }] }] },
  ...(["aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2"] as const).map(
    (type): Example => ({
      list: [
        type,
        {
          bucket: "files",
          accessControlPolicy: { owner: { id: "me" }, grants: [{ permission, grantee: { type: "Group", uri } }] },
        },
      ],
    }),
  ),
];

/** An access list in every place that can hold one by a word, each an example of its own. */
export const listedEverywhere = (acl: string): Example[] => [
  { files: [BUCKET, { acl }] },
  { files: [BUCKET_V2, { acl }] },
  { file: ["aws:s3/bucketObject:BucketObject", { bucket: "files", acl }] },
  { file: ["aws:s3/bucketObjectv2:BucketObjectv2", { bucket: "files", acl }] },
  { file: ["aws:s3/objectCopy:ObjectCopy", { bucket: "files", acl }] },
  { list: ["aws:s3/bucketAcl:BucketAcl", { bucket: "files", acl }] },
  { list: ["aws:s3/bucketAclV2:BucketAclV2", { bucket: "files", acl }] },
];
