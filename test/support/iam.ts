import assert from "node:assert/strict";
import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { PolicyDocument } from "../../components/aws/policy.ts";

export const ACCOUNT = "123456789012";

/** A request to AWS: who asks for what, and what is true of it. */
export interface Request {
  /** Who asks, by an ARN or a service's principal. Defaults to a user of the account. */
  readonly principal?: string;
  readonly action: string;
  /** What it is about, by its ARN. Defaults to everything. */
  readonly resource?: string;
  /** Whose that is. Defaults to the account. */
  readonly owner?: string;
  readonly context?: { readonly [key: string]: string };
}

/** The policies that a request meets. */
export interface Policies {
  readonly identity?: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly organization?: readonly PolicyDocument[];
  readonly resource?: PolicyDocument;
}

/** What everyone may do until something denies it, as an administrator and an organisation without policies have it. */
export const everything: PolicyDocument = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" }],
};

const named = (policies: readonly PolicyDocument[]) =>
  policies.map((policy, index) => ({ name: `policy ${index}`, policy }));

/** Whether a request is let through, as a simulator of IAM has it. Fails when a policy or the request is none that AWS would take. */
export async function allows(policies: Policies, request: Request): Promise<boolean> {
  const { identity = [], boundary, organization, resource } = policies;
  const simulation: Simulation = {
    request: {
      principal: request.principal ?? `arn:aws:iam::${ACCOUNT}:user/ada`,
      action: request.action,
      resource: { resource: request.resource ?? "*", accountId: request.owner ?? ACCOUNT },
      contextVariables: { ...request.context },
    },
    identityPolicies: named(identity),
    serviceControlPolicies: organization
      ? [{ orgIdentifier: "r-root", policies: named([everything, ...organization]) }]
      : [],
    resourceControlPolicies: [],
    ...(resource ? { resourcePolicy: resource } : {}),
    ...(boundary ? { permissionBoundaryPolicies: named([boundary]) } : {}),
  };
  const answer = await runSimulation(renamed(simulation), {});
  if (answer.resultType === "error") assert.fail(JSON.stringify(answer.errors));
  const results = answer.resultType === "single" ? [answer.result] : answer.results;
  // What is ignored would let a policy that asks for it deny or allow nothing.
  assert.deepEqual(
    results.flatMap(({ ignoredContextKeys = [] }) => ignoredContextKeys),
    [],
    `${request.action} knows no such keys`,
  );
  return answer.overallResult === "Allowed";
}

/** The simulator knows no keys that whoever encrypts makes up. The one that there is compares ARNs, and so gets the name of one that it knows. */
const renamed = (simulation: Simulation): Simulation =>
  JSON.parse(JSON.stringify(simulation).replaceAll("kms:EncryptionContext:aws:logs:arn", "aws:SourceArn"));
