import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Refusal, refuse } from "../refusal.ts";

/** Where a program's AWS provider leads. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  /** `aws`, or another in China and for governments. */
  readonly partition: string;
}

/** The one refusal for each reason not to be let in: Pulumi tells an error once, however many components meet it. */
const refusedLogIns = new Map<string, Refusal>();

/** Where the provider leads. Rejects with one sentence when AWS does not let it in. */
export async function placeOf(opts: pulumi.InvokeOptions): Promise<Place> {
  try {
    const [{ accountId, arn }, { id: region }] = await Promise.all([
      aws.getCallerIdentity({}, opts),
      aws.getRegion({}, opts),
    ]);
    return { region, accountId, partition: arn.split(":")[1] ?? "aws" };
  } catch (error) {
    const sentence = `AWS must be reached with credentials that it lets in and a region, got: ${reason(error as Error)} (set AWS_PROFILE or the AWS_ variables, and AWS_REGION).`;
    const refusal = refusedLogIns.get(sentence) ?? new Refusal(sentence);
    refusedLogIns.set(sentence, refusal);
    throw refusal;
  }
}

/** What the provider itself says, without where it was asked and what to read. */
export const reason = ({ message }: Error): string => {
  const [first = ""] = message.replace(/^invocation of \S+ returned an error:\s*/, "").split("\n", 1);
  return first.replace(/:? Please see .*$/, "").replace(/[.:]$/, "") || "no reason";
};

/** An ARN, in its parts. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly resource: string;
}

/** Reads an ARN such as `arn:aws:acm:eu-central-1:123456789012:certificate/…`. Undefined when it is none. */
export const arnOf = (text: string): Arn | undefined => {
  const [, service, region, resource] = /^arn:aws[a-z-]*:([a-z0-9-]+):([a-z0-9-]*):\d*:(.+)$/.exec(text) ?? [];
  return service === undefined || region === undefined || resource === undefined
    ? undefined
    : { service, region, resource };
};

/**
 * Looks at an ARN that is known already.
 *
 * @throws one sentence when it is not of that service and kind
 */
export function checkArn(what: string, arn: pulumi.Input<string> | undefined, service: string, example: string): void {
  if (typeof arn === "string" && arnOf(arn)?.service !== service)
    refuse(what, arn, `an ARN such as arn:aws:${service}:eu-central-1:123456789012:${example}`);
}

/** What an inventory says of something on AWS. */
export type Tags = { readonly [key: string]: string };

/** What can stand in a tag of AWS. */
const isTag = (text: string): boolean => /^[\p{L}\p{N} +\-=._:/@]{1,50}$/u.test(text) && text.trim() === text;

/**
 * Whose something is, and what for.
 *
 * @param what whose arguments these are, to begin an error with
 * @throws one sentence when a part of it cannot be a tag
 */
export function ownershipOf(
  what: string,
  { owner, environment = "production" }: { readonly owner: string; readonly environment?: string },
): Tags {
  for (const [key, value] of Object.entries({ owner, environment }))
    if (!isTag(value)) refuse(`${what}: ${key}`, value, "1 to 50 letters, digits, spaces and + - = . _ : / @");
  return { owner, environment };
}
