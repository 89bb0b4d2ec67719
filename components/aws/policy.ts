import { refuse } from "../refusal.ts";

/** One sentence of a policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly [kind: string]: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Condition;
}

/** When a statement holds: operators, keys of the request, and what they are held against. */
export interface Condition {
  readonly [operator: string]: { readonly [key: string]: string | readonly string[] };
}

/** A policy as IAM reads it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/**
 * What must be true of a request that a service makes: it works for this account, and for one of the named things of it. Without it anybody could have the
 * service do the same from an account of theirs.
 */
export const forAccount = (accountId: string, sourceArns: readonly string[] = []): Condition => ({
  StringEquals: { "aws:SourceAccount": accountId },
  ...(sourceArns.length > 0 ? { ArnLike: { "aws:SourceArn": sourceArns } } : {}),
});

/** Lets a service have a role. */
export const serviceTrust = (service: string, condition?: Condition): PolicyDocument =>
  documentOf({
    Sid: "Service",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(condition ? { Condition: condition } : {}),
  });

/** What no request may be without: TLS. */
export const tlsOnly = (action: string, resources: readonly string[]): Statement => ({
  Sid: "OverTlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: action,
  Resource: resources,
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** An ARN of a person's or a program's own: a role or a user, never a whole account. */
const IDENTITY = /^arn:[a-z-]+:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/**
 * Looks at the ARNs of those who may do something.
 *
 * @throws one sentence when one is no role and no user, such as a whole account or everyone
 */
export function checkIdentities(what: string, arns: readonly string[]): void {
  for (const arn of arns)
    if (!IDENTITY.test(arn))
      refuse(what, arn, "ARNs of roles and users, such as arn:aws:iam::123456789012:role/Platform");
}
