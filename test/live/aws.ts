/** What EC2 says, as it says it: a text, parts by their names, or a list. Nothing at all is an empty text. */
export type Said = string | Said[] | { [part: string]: Said };

/** The emulator's API, spoken with `fetch`: a client that shares nothing with the provider. Signatures are not checked there, but tell whom a call is for. */
export class AwsApi {
  readonly #url: string;
  readonly #region: string;

  /** @param env an instance's environment */
  constructor(env: NodeJS.ProcessEnv) {
    this.#url = env.AWS_ENDPOINT_URL as string;
    this.#region = env.AWS_REGION as string;
  }

  async #call(
    service: string,
    region: string,
    headers: { [name: string]: string },
    body?: string,
    path = "/",
    method = body === undefined ? "GET" : "POST",
  ) {
    const scope = `Credential=test/20300131/${region}/${service}/aws4_request`;
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...headers, authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`);
    return text;
  }

  /** A call of a service that speaks JSON. */
  async json<T>(service: keyof typeof TARGETS, action: string, asked: object = {}): Promise<T> {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${TARGETS[service]}.${action}`,
    };
    return JSON.parse((await this.#call(service, this.#region, headers, JSON.stringify(asked))) || "{}");
  }

  #query(service: Querying, asked: { [name: string]: string }, region = this.#region): Promise<string> {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return this.#call(service, region, headers, new URLSearchParams(asked).toString());
  }

  /** What stands between the tags of a name, in the answer of a service that speaks XML. */
  async query(service: Querying, asked: { [name: string]: string }, tag: string, region = this.#region) {
    return tagged(await this.#query(service, asked, region), tag);
  }

  /** A call of EC2, and the part of its answer that has a name. */
  async ec2<T extends Said>(action: string, part: string, asked: { [name: string]: string } = {}): Promise<T> {
    const [[, answer]] = Object.entries(read(await this.#query("ec2", { Action: action, Version: EC2, ...asked }))) as [
      [string, { [part: string]: Said }],
    ];
    return answer[part] as T;
  }

  /** The names of all buckets. */
  async buckets(): Promise<string[]> {
    return tagged(await this.#call("s3", this.#region, {}), "Name");
  }

  /** The policy of a bucket. */
  async bucketPolicy<T>(bucket: string): Promise<T> {
    return JSON.parse(await this.#call("s3", this.#region, {}, undefined, `/${bucket}?policy`));
  }

  /** Makes a bucket. */
  async makeBucket(bucket: string): Promise<void> {
    const place = `<CreateBucketConfiguration><LocationConstraint>${this.#region}</LocationConstraint></CreateBucketConfiguration>`;
    await this.#call("s3", this.#region, {}, place, `/${bucket}`, "PUT");
  }

  /** Writes an object. */
  async write(bucket: string, key: string, text: string): Promise<void> {
    await this.#call("s3", this.#region, {}, text, `/${bucket}/${key}`, "PUT");
  }

  /** Deletes all that is in a bucket, in every version of it. */
  async empty(bucket: string): Promise<void> {
    const versions = await this.#call("s3", this.#region, {}, undefined, `/${bucket}?versions`);
    const ids = tagged(versions, "VersionId");
    for (const [at, key] of tagged(versions, "Key").entries())
      await this.#call("s3", this.#region, {}, undefined, `/${bucket}/${key}?versionId=${ids[at]}`, "DELETE");
  }

  /** All that stands of the kinds that the specs make, in an order of its own. */
  async everything(): Promise<string[]> {
    const { Keys } = await this.json<{ Keys: { KeyId: string }[] }>("kms", "ListKeys");
    const keys = await Promise.all(
      Keys.map(async ({ KeyId }) => {
        type Key = { KeyMetadata: { KeyState: string } };
        const { KeyMetadata } = await this.json<Key>("kms", "DescribeKey", { KeyId });
        // AWS deletes a key after a month.
        return KeyMetadata.KeyState === "PendingDeletion" ? [] : [KeyId];
      }),
    );
    const listed = await Promise.all([
      ...EC2_KINDS.map(([Action, tag]) => this.query("ec2", { Action, Version: EC2 }, tag)),
      ...IAM_KINDS.map(([Action, tag]) => this.query("iam", { Action, Version: IAM }, tag)),
    ]);
    return [...keys, ...listed, await this.buckets()].flat().sort();
  }
}

/** Services that speak JSON, and what their calls begin with. */
const TARGETS = {
  acm: "CertificateManager",
  cloudtrail: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
  config: "StarlingDoveService",
  kms: "TrentService",
  organizations: "AWSOrganizationsV20161128",
  shield: "AWSShield_20160616",
  wafv2: "AWSWAF_20190729",
};

/** Services that speak XML and take a form, by the names that they sign with. */
type Querying = "ec2" | "elasticloadbalancing" | "iam";

const EC2 = "2016-11-15";
const IAM = "2010-05-08";

// Network ACLs are not among them: moto keeps the first one of a VPC that has gone.
const EC2_KINDS = [
  ["DescribeAddresses", "allocationId"],
  ["DescribeInternetGateways", "internetGatewayId"],
  ["DescribeRouteTables", "routeTableId"],
  ["DescribeSecurityGroups", "groupId"],
  ["DescribeSubnets", "subnetId"],
  ["DescribeVolumes", "volumeId"],
  ["DescribeVpcs", "vpcId"],
  ["GetSnapshotBlockPublicAccessState", "state"],
] as const;

const IAM_KINDS = [
  ["ListGroups", "GroupName"],
  ["ListRoles", "RoleName"],
  ["ListUsers", "UserName"],
] as const;

const tagged = (text: string, tag: string): string[] =>
  [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, value = ""]) => value);

const ENTITIES: { [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const plain = (text: string): string =>
  text.trim().replace(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity);

/** XML as EC2 writes it, where a list's members are called `item`. */
const read = (xml: string): { [part: string]: Said } => {
  const parts: [name: string, said: Said][][] = [[]];
  for (const [, ends, name = "", empty, text = ""] of xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>([^<]*)/g)) {
    if (!ends) {
      parts.at(-1)?.push([name, empty ? "" : plain(text)]);
      if (!empty) parts.push([]);
    } else {
      const inner = parts.pop() ?? [];
      const outer = parts.at(-1)?.at(-1);
      if (outer && inner.length > 0)
        outer[1] = inner[0]?.[0] === "item" ? inner.map(([, said]) => said) : Object.fromEntries(inner);
    }
  }
  return Object.fromEntries(parts[0] ?? []);
};
