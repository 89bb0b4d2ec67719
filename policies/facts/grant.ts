import { every, first, some } from "../knowledge.ts";
import { isEveryone, rangesOf } from "./everyone.ts";
import type { Condition, PolicyDocument, Principal, Statement } from "./policy.ts";

const ANY_NAME = "~~~~~~~~~~~~~~~~~~~~~~~~";

/** With these, on whomever one likes, one gives oneself everything else. */
const RULING = [
  "iam:AddUserToGroup",
  "iam:AttachGroupPolicy",
  "iam:AttachRolePolicy",
  "iam:AttachUserPolicy",
  "iam:CreateAccessKey",
  "iam:CreateLoginProfile",
  "iam:CreatePolicyVersion",
  "iam:PassRole",
  "iam:PutGroupPolicy",
  "iam:PutRolePolicy",
  "iam:PutUserPolicy",
  "iam:SetDefaultPolicyVersion",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateLoginProfile",
];

/** Identities that no policy names, of each kind. */
const SUBJECTS = ["group", "policy", "role", "user"].map((kind) => `arn:aws:iam::${ANY_NAME}:${kind}/${ANY_NAME}`);

/** A little of what whoever has logged in should need a second factor for. */
const GUARDED = [
  ...RULING,
  "ec2:RunInstances",
  "iam:DeactivateMFADevice",
  "kms:Decrypt",
  "s3:GetObject",
  "s3:PutObject",
  "secretsmanager:GetSecretValue",
  "sts:AssumeRole",
];

const allowing = ({ statements }: PolicyDocument): (() => Statement | undefined)[] =>
  statements.map((statement) => () => (statement.denies ? undefined : statement));

/** Whether one statement that allows, or denies, has it so. */
const someStatement = (
  { statements }: PolicyDocument,
  denies: boolean,
  ...has: ((statement: Statement) => boolean)[]
): boolean =>
  some(
    ...statements.map(
      (statement) => () =>
        every(() => statement.denies === denies, ...has.map((question) => () => question(statement))),
    ),
  );

const rules = (document: PolicyDocument, action: string, subject: string): boolean =>
  someStatement(
    document,
    false,
    (statement) => statement.isAboutAction(action),
    (statement) => statement.isAboutResource(subject),
  );

/**
 * Whether a policy lets do everything in the account, or give oneself the rights to: all that rules over identities, on all of them, or all but some of it by
 * exceptions. It does not matter how the actions and resources are cut up, over how many statements, or on what terms.
 */
export const grantsEverything = (document: PolicyDocument): boolean =>
  some(
    () => every(...RULING.flatMap((action) => SUBJECTS.map((subject) => () => rules(document, action, subject)))),
    () =>
      someStatement(
        document,
        false,
        ({ exceptActions }) => exceptActions,
        (statement) => some(...RULING.map((action) => () => statement.isAboutAction(action))),
        (statement) => every(...SUBJECTS.map((subject) => () => statement.isAboutResource(subject))),
      ),
  );

/** The first action by which a policy, that does not grant everything, lets somebody give themselves the rest: on any identity, and on no terms of IAM's. */
export const escalationGranted = (document: PolicyDocument): string | undefined =>
  grantsEverything(document)
    ? undefined
    : first(
        ...RULING.map(
          (action) => () =>
            someStatement(
              document,
              false,
              (statement) => statement.isAboutAction(action),
              (statement) => some(...SUBJECTS.map((subject) => () => statement.isAboutResource(subject))),
              (statement) =>
                !some(
                  ...statement.conditions.map(
                    ({ key }) =>
                      () =>
                        key.startsWith("iam:") || key.startsWith("aws:resource"),
                  ),
                ),
            )
              ? action
              : undefined,
        ),
      );

/** The first pattern, or the first word, by which a policy lets do all that a service can: `s3:*`, `NotAction`. */
export const serviceGranted = (document: PolicyDocument): string | undefined =>
  first(
    ...allowing(document).map((allowed) => () => {
      const statement = allowed();
      return (
        statement &&
        first(
          () => (statement.exceptActions ? "NotAction" : undefined),
          ...statement.actions.map(
            (pattern) => () => (/^(?:[^:]*:)?[*?]*\*[*?]*$/.test(pattern()) ? pattern() : undefined),
          ),
        )
      );
    }),
  );

/** Whether a policy lets decrypt with all keys, of whatever region, on no terms that a key or a service is named in. */
export const decryptsWithAnyKey = (document: PolicyDocument): boolean =>
  someStatement(
    document,
    false,
    (statement) =>
      some(
        () => statement.isAboutAction("kms:Decrypt"),
        () => statement.isAboutAction("kms:ReEncryptFrom"),
      ),
    (statement) => statement.isAboutResource(`arn:aws:kms:any:${ANY_NAME}:key/${ANY_NAME}`),
    (statement) =>
      !some(
        ...statement.conditions.map(
          ({ key }) =>
            () =>
              key.startsWith("kms:") || key.startsWith("aws:resource"),
        ),
      ),
  );

/** Whether somebody is whoever comes. */
const isAnyone = ({ kind, id }: Principal): boolean => {
  const said = id().trim();
  if (/^[*?]+$/.test(said)) return kind !== "canonicaluser";
  if (kind !== "aws") return kind === "service" && said.includes("*");
  const account = said.startsWith("arn:") ? (said.split(":")[4] ?? "*") : said;
  return /[*?]/.test(account);
};

/** Issuers of web identities to everybody who has an account with them. */
const SHARED_ISSUERS =
  /oidc-provider\/(?:token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|api\.pulumi\.com|accounts\.google\.com|oidc\.circleci\.com|agent\.buildkite\.com)|^(?:accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com)$/;

const EQUALS = ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"];

/** Keys of a request that nobody can make up, and that say who sends it or from where. */
const CALLER_KEYS = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:userid",
  "kms:calleraccount",
  "s3:dataaccesspointaccount",
];

/** Whether a value names somebody, rather than a pattern that anybody fits. */
const isNarrow = (value: string): boolean => {
  const said = value.trim();
  if (/^\$\{aws:resource(?:account|orgid)\}$/i.test(said)) return true;
  if (said === "" || said.includes("${")) return false;
  if (said.startsWith("arn:")) {
    const [, , , , account = "", ...resource] = said.split(":");
    return /^\d{12}$/.test(account) || (account === "" && /^[^*?]{3}/.test(resource.join(":")));
  }
  return !/[*?]/.test(said) || /^(?:o-[a-z0-9]{10,}\/|A[A-Z0-9]{15,}:)/.test(said);
};

const allValues = ({ values }: Condition, is: (value: string) => boolean): boolean =>
  values.length > 0 && every(...values.map((value) => () => is(value())));

const isTrue = (value: string): boolean => value.toLowerCase() === "true";
const isFalse = (value: string): boolean => value.toLowerCase() === "false";

/** Whether a condition lists addresses that are not, taken together, everyone's. */
const listsAddresses = ({ values }: Condition): boolean =>
  every(
    () => values.length > 0,
    ...values.map((value) => () => !isEveryone(rangesOf(value()))),
    () => !isEveryone(values.flatMap((value) => rangesOf(value()))),
  );

/** Whether a condition lets through known callers only. */
const namesCaller = (condition: Condition): boolean => {
  const { operator, ifAbsent, key } = condition;
  if (ifAbsent) return false;
  if (operator === "ipaddress")
    return (key === "aws:sourceip" || key === "aws:vpcsourceip") && listsAddresses(condition);
  if (key === "elasticfilesystem:accessedviamounttarget") return operator === "bool" && allValues(condition, isTrue);
  return EQUALS.includes(operator) && CALLER_KEYS.includes(key) && allValues(condition, isNarrow);
};

const someCondition = ({ conditions }: Statement, is: (condition: Condition) => boolean): boolean =>
  some(...conditions.map((condition) => () => is(condition)));

/** Whether a policy of a resource, or a role's trust, lets in whoever comes: by a wildcard, or by leaving some out. */
export const letsAnyoneIn = (document: PolicyDocument): boolean =>
  someStatement(
    document,
    false,
    (statement) =>
      some(() => statement.exceptPrincipals, ...statement.principals.map((principal) => () => isAnyone(principal))),
    (statement) => !someCondition(statement, namesCaller),
  );

/** Claims of an identity that anybody's may make: what it is for, how it came, and from which branch. */
const COMMON_CLAIMS = ["actor", "amr", "aud", "base_ref", "environment", "event_name", "head_ref", "ref", "workflow"];

/** What stands in a subject before the name of whom it belongs to. */
const BEFORE_OWNER = /^(?:repo:|organization:|project_path:|org\/|pulumi:\w+:org:)/;

/** Whether a condition says whose identities it means, of all that an issuer has. Cognito's audience is one's own pool of users. */
const namesIdentities = (condition: Condition): boolean => {
  const { ifAbsent, operator, key } = condition;
  const claim = key.slice(key.lastIndexOf(":") + 1);
  return (
    !ifAbsent &&
    EQUALS.includes(operator) &&
    !/^(?:aws|sts):/.test(key) &&
    (key === "cognito-identity.amazonaws.com:aud" || !COMMON_CLAIMS.includes(claim)) &&
    allValues(condition, (value) => /^[^*?:/]+(?:[:/]|$)/.test(value.replace(BEFORE_OWNER, "")))
  );
};

/** Whether a role trusts an issuer that everybody has an account with, and does not say whose identities it means. */
export const trustsAllOfAnIssuer = (document: PolicyDocument): boolean =>
  someStatement(
    document,
    false,
    ({ principals }) =>
      some(
        ...principals.map(
          ({ kind, id }) =>
            () =>
              kind === "federated" && SHARED_ISSUERS.test(id().trim()),
        ),
      ),
    (statement) => !someCondition(statement, namesIdentities),
  );

/** Whether a condition holds only for who has shown a second factor. */
const asksMfa = (condition: Condition): boolean => {
  const { operator, ifAbsent, key } = condition;
  if (ifAbsent) return false;
  if (key === "aws:multifactorauthage") return /^numericlessthan(?:equals)?$/.test(operator);
  return (
    key === "aws:multifactorauthpresent" &&
    (operator === "bool" || EQUALS.includes(operator)) &&
    allValues(condition, isTrue)
  );
};

/** Whether a condition holds for everybody who has shown no second factor, also with an access key, whose requests do not have the key at all. */
const meetsNoMfa = (condition: Condition): boolean => {
  const { operator, ifAbsent, key } = condition;
  if (key === "aws:multifactorauthage")
    return operator === "null" ? allValues(condition, isTrue) : ifAbsent && operator.startsWith("numericgreaterthan");
  return (
    key === "aws:multifactorauthpresent" &&
    ifAbsent &&
    (operator === "bool" || EQUALS.includes(operator)) &&
    allValues(condition, isFalse)
  );
};

/** Whether a condition only leaves out what a service of AWS does on somebody's behalf. */
const sparesServices = (condition: Condition): boolean =>
  (condition.key === "aws:viaawsservice" || condition.key === "aws:principalisawsservice") &&
  condition.operator === "bool" &&
  allValues(condition, isFalse);

/** Whether a policy denies each of some actions on everything, in a statement of which all of some questions hold. */
const deniesEach = (
  document: PolicyDocument,
  actions: readonly string[],
  ...questions: readonly ((statement: Statement) => boolean)[]
): boolean =>
  every(
    ...actions.map(
      (action) => () =>
        someStatement(
          document,
          true,
          (statement) => statement.isAboutAction(action),
          (statement) => statement.isAboutResource(`arn:aws:${action.split(":")[0]}:::${ANY_NAME}`),
          ...questions,
        ),
    ),
  );

/** Whether a policy denies each of some actions on everything under a condition, and names no other conditions but those that spare somebody. */
const deniesUnder = (
  document: PolicyDocument,
  actions: readonly string[],
  isAsked: (condition: Condition) => boolean,
  spares: (condition: Condition) => boolean,
): boolean =>
  deniesEach(
    document,
    actions,
    (statement) => someCondition(statement, isAsked),
    ({ conditions }) =>
      every(
        ...conditions.map(
          (condition) => () =>
            some(
              () => isAsked(condition),
              () => spares(condition),
            ),
        ),
      ),
  );

/** Whether a policy denies some actions on everything to who has shown no second factor. What one needs to get a second factor may be left out. */
export const deniesWithoutMfa = (document: PolicyDocument, actions: readonly string[] = GUARDED): boolean =>
  deniesUnder(document, actions, meetsNoMfa, sparesServices);

/** Whether a principal may be people: an account, its root, or a user. */
const mayBePeople = ({ kind, id }: Principal): boolean =>
  kind === "aws" && /^(?:\d{12}|arn:[^:]*:iam::\d{12}:(?:root|user\/.*))$/.test(id().trim());

/** Whether a condition names programs rather than people: roles, or who was told a word for a third party. */
const namesPrograms = (condition: Condition): boolean =>
  !condition.ifAbsent &&
  EQUALS.includes(condition.operator) &&
  ((condition.key === "sts:externalid" && allValues(condition, isNarrow)) ||
    (condition.key === "aws:principalarn" && allValues(condition, (value) => /:(?:role|assumed-role)\//.test(value))));

/** Whether a role's trust lets people in who have shown no second factor. */
export const trustsWithoutMfa = (document: PolicyDocument): boolean =>
  every(
    () =>
      someStatement(
        document,
        false,
        (statement) => statement.isAboutAction("sts:AssumeRole"),
        ({ principals }) => some(...principals.map((principal) => () => mayBePeople(principal))),
        (statement) => !someCondition(statement, asksMfa),
        (statement) => !someCondition(statement, namesPrograms),
      ),
    () => !deniesWithoutMfa(document, ["sts:AssumeRole"]),
  );

/** The account that a principal is of, by its number. */
const accountOf = ({ kind, id }: Principal): string | undefined =>
  kind === "aws" ? /^(?:arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)/.exec(id().trim())?.[1] : undefined;

/** Whether a condition keeps a third party from being sent by somebody else. */
const namesErrand = (condition: Condition): boolean =>
  some(
    () => namesCaller(condition),
    () => asksMfa(condition),
    () =>
      condition.key === "sts:externalid" &&
      !condition.ifAbsent &&
      EQUALS.includes(condition.operator) &&
      allValues(condition, isNarrow),
  );

/** The first account, not one of one's own, that a role trusts on no further terms. */
export const accountTrusted = (document: PolicyDocument, own: readonly string[]): string | undefined =>
  first(
    ...allowing(document).map((allowed) => () => {
      const statement = allowed();
      const account =
        statement &&
        first(
          ...statement.principals.map((principal) => () => {
            const found = accountOf(principal);
            return found !== undefined && !own.includes(found) ? found : undefined;
          }),
        );
      return account && !someCondition(statement, namesErrand) ? account : undefined;
    }),
  );

/** Whether a statement's conditions leave nobody out but whoever comes without TLS. */
const meetsPlainHttp = (condition: Condition): boolean =>
  condition.key === "aws:securetransport" &&
  (condition.operator === "bool" || EQUALS.includes(condition.operator)) &&
  allValues(condition, isFalse);

/** Some of what is done with buckets, and with objects. */
const BUCKET_ACTIONS = ["s3:ListBucket", "s3:PutBucketPolicy"];
const OBJECT_ACTIONS = ["s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"];

/** Whether a bucket's policy denies everybody all that comes over plain HTTP, on the bucket and on what is in it. */
export const deniesPlainHttp = (document: PolicyDocument, bucket: string | undefined): boolean => {
  const covers = (action: string, arn: string) => () =>
    someStatement(
      document,
      true,
      (statement) => statement.isAboutAction(action),
      (statement) => statement.isAboutResource(arn),
      ({ exceptPrincipals, principals }) =>
        !exceptPrincipals && some(...principals.map((principal) => () => isAnyone(principal))),
      ({ conditions }) =>
        conditions.length > 0 && every(...conditions.map((condition) => () => meetsPlainHttp(condition))),
    );
  const names =
    bucket === undefined
      ? document.statements.flatMap(({ resources }) =>
          resources.map((resource) => () => /:::([^/]*)/.exec(resource())?.[1] ?? ANY_NAME),
        )
      : [() => bucket];
  return some(
    ...names.map((name) => () => {
      const arn = `arn:aws:s3:::${name()}`;
      return every(
        ...BUCKET_ACTIONS.map((action) => covers(action, arn)),
        ...OBJECT_ACTIONS.map((action) => covers(action, `${arn}/${ANY_NAME}`)),
      );
    }),
  );
};

/** Whether a bucket's policy lets a service of AWS, such as `config.amazonaws.com`, write into it. */
export const letsServiceWrite = (document: PolicyDocument, service: string): boolean =>
  someStatement(
    document,
    false,
    (statement) => statement.isAboutAction("s3:PutObject"),
    ({ principals }) =>
      some(
        ...principals.map(
          ({ kind, id }) =>
            () =>
              kind === "service" && id().trim().toLowerCase() === service,
        ),
      ),
  );

/** Whether a condition leaves out named identities only. */
const sparesNamed = ({ operator, key }: Condition): boolean =>
  key === "aws:principalarn" && /^(?:arn|string)not(?:equals|like)(?:ignorecase)?$/.test(operator);

/** Whether a policy denies some actions on everything to everybody, but for named identities. */
export const denies = (document: PolicyDocument, actions: readonly string[]): boolean =>
  deniesEach(document, actions, ({ conditions }) =>
    every(...conditions.map((condition) => () => sparesNamed(condition))),
  );

/** Whether a policy denies whatever is done outside named regions. */
export const deniesOtherRegions = (document: PolicyDocument): boolean => {
  const namesRegions = (condition: Condition) =>
    condition.key === "aws:requestedregion" &&
    /^stringnot(?:equals|like)(?:ignorecase)?$/.test(condition.operator) &&
    allValues(condition, (value) => /^[a-z]{2}/.test(value.trim()));
  const actions = ["ec2:RunInstances", "rds:CreateDBInstance", "lambda:CreateFunction"];
  return deniesUnder(document, actions, namesRegions, sparesNamed);
};
