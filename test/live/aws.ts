/** The emulator's API, spoken with `fetch`: a client that shares nothing with the provider. Signatures are not checked there, but tell whom a call is for. */
export class AwsApi {
  readonly #url: string;
  readonly #region: string;

  /** @param env an instance's environment */
  constructor(env: NodeJS.ProcessEnv) {
    this.#url = env.AWS_ENDPOINT_URL as string;
    this.#region = env.AWS_REGION as string;
  }

  async #call(service: string, region: string, headers: { [name: string]: string }, body?: string): Promise<string> {
    const scope = `Credential=test/20300131/${region}/${service}/aws4_request`;
    const response = await fetch(this.#url, {
      method: body === undefined ? "GET" : "POST",
      headers: { ...headers, authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none` },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${service}: ${response.status} ${text}`);
    return text;
  }

  /** A call of KMS, which speaks JSON. */
  async kms<T>(action: string, asked: object = {}): Promise<T> {
    const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${action}` };
    const text = await this.#call("kms", this.#region, headers, JSON.stringify(asked));
    return JSON.parse(text || "{}") as T;
  }

  /** What stands between the tags of a name, in the answer of a service that speaks XML. */
  async query(service: "ec2" | "iam", asked: { [name: string]: string }, tag: string, region = this.#region) {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return tagged(await this.#call(service, region, headers, new URLSearchParams(asked).toString()), tag);
  }

  /** The names of all buckets. */
  async buckets(): Promise<string[]> {
    return tagged(await this.#call("s3", this.#region, {}), "Name");
  }

  /** All that stands of the kinds that the specs make, in an order of its own. */
  async everything(): Promise<string[]> {
    const { Keys } = await this.kms<{ Keys: { KeyId: string }[] }>("ListKeys");
    const keys = await Promise.all(
      Keys.map(async ({ KeyId }) => {
        type Key = { KeyMetadata: { KeyState: string } };
        const { KeyMetadata } = await this.kms<Key>("DescribeKey", { KeyId });
        // AWS deletes a key after a month.
        return KeyMetadata.KeyState === "PendingDeletion" ? [] : [KeyId];
      }),
    );
    return [
      ...keys.flat(),
      ...(await this.query("ec2", { Action: "DescribeVpcs", Version: "2016-11-15" }, "vpcId")),
      ...(await this.query("ec2", { Action: "DescribeSecurityGroups", Version: "2016-11-15" }, "groupId")),
      ...(await this.query("ec2", { Action: "GetSnapshotBlockPublicAccessState", Version: "2016-11-15" }, "state")),
      ...(await this.query("iam", { Action: "ListRoles", Version: "2010-05-08" }, "RoleName")),
      ...(await this.buckets()),
    ].sort();
  }
}

const tagged = (text: string, tag: string): string[] =>
  [...text.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, value = ""]) => value);
