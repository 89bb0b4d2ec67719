import assert from "node:assert/strict";
import { createRequire } from "node:module";
import fc from "fast-check";
import {
  accountTrusted,
  decryptsWithAnyKey,
  denies,
  deniesOtherRegions,
  deniesPlainHttp,
  deniesWithoutMfa,
  escalationGranted,
  grantsEverything,
  letsAnyoneIn,
  letsServiceWrite,
  serviceGranted,
  trustsAllOfAnIssuer,
  trustsWithoutMfa,
} from "../../policies/facts/grant.ts";
import { documentOf, matches } from "../../policies/facts/policy.ts";
import { known } from "../../policies/knowledge.ts";
import { UNKNOWN } from "../support/judge.ts";

// The SDK's own proxy around what a preview may not know.
const require = createRequire(import.meta.url);
const { unknownCheckingProxy } = createRequire(require.resolve("@pulumi/policy"))("./proxy");

type Statement = { readonly [element: string]: unknown };

const text = (...statements: Statement[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (rest: Statement) => ({ Effect: "Allow", Resource: "*", ...rest });
const deny = (rest: Statement) => ({ Effect: "Deny", Resource: "*", ...rest });
const one = (statement: Statement) => documentOf(text(statement));

/** A document as a preview shows it, in which no `UNKNOWN` is known yet. */
const previewed = (document: object): object => unknownCheckingProxy(document);

describe("a policy document", () => {
  for (const [how, document] of [
    ["text", text(allow({ Action: "s3:GetObject" }))],
    ["text with a byte order mark", `\uFEFF${text(allow({ Action: "s3:GetObject" }))}`],
    ["an object", { Version: "2012-10-17", Statement: [allow({ Action: "s3:GetObject" })] }],
    ["an object with one statement", { Statement: allow({ Action: ["s3:GetObject"] }) }],
    ["text in lower case", '{"statement":{"effect":"allow","action":"S3:getobject","resource":"*"}}'],
  ] as const)
    it(`is read from ${how}`, () => {
      const { flaw, statements } = documentOf(document);
      assert.equal(flaw, undefined);
      assert.equal(statements.length, 1);
      assert.ok(statements[0]?.isAboutAction("s3:GetObject"));
      assert.ok(!statements[0]?.isAboutAction("s3:PutObject"));
      assert.ok(!statements[0]?.denies);
    });

  for (const nothing of [undefined, "", "  \n"])
    it(`that is ${JSON.stringify(nothing)} says nothing, and nothing is wrong with it`, () =>
      assert.deepEqual({ ...documentOf(nothing) }, { flaw: undefined, statements: [] }));

  for (const [flaw, document] of [
    ["it is not JSON", "{"],
    ["it is not JSON", "Allow everything"],
    ["it is not an object", "null"],
    ["it is not an object", "[]"],
    ["it is not an object", JSON.stringify(text(allow({ Action: "*" })))],
    ["it is not an object", 7],
    ["it does not have statements", "{}"],
    ["it does not have statements", '{"Statement":[]}'],
    ['it has "Statements", which IAM does not know', '{"Statements":[]}'],
    ["it says a key twice", '{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}'],
    ["it says a key twice", '{"Statement":{"Effect":"Deny","effect":"Allow","Action":"*","Resource":"*"}}'],
    ["it says a key twice", '{"Statement":{"Effect":"Deny","\\u0045ffect":"Allow","Action":"*","Resource":"*"}}'],
    ["it says a key twice", '{"Statement":[],"Id":"a\\"}{","Statement":[{"Effect":"Allow"}]}'],
    ["a statement is not an object", '{"Statement":["Allow"]}'],
    ["a statement has no effect", '{"Statement":[{"Action":"*"}]}'],
    ["an effect is neither Allow nor Deny", '{"Statement":[{"Effect":"Permit","Action":"*"}]}'],
    ["a statement has no action", '{"Statement":[{"Effect":"Allow"}]}'],
    [
      "a statement has more than one of action and notaction",
      '{"Statement":[{"Effect":"Allow","Action":"*","NotAction":"*"}]}',
    ],
    ["action is not text", '{"Statement":[{"Effect":"Allow","Action":[7]}]}'],
    ["resource is not text", '{"Statement":[{"Effect":"Allow","Action":"*","Resource":{"a":"b"}}]}'],
    ["principal is neither * nor an object", '{"Statement":[{"Effect":"Allow","Action":"*","Principal":"ada"}]}'],
    ["principal is not text", '{"Statement":[{"Effect":"Allow","Action":"*","Principal":{"AWS":{}}}]}'],
    [
      "a condition is not an operator with keys and values",
      '{"Statement":[{"Effect":"Allow","Action":"*","Condition":{"Bool":"true"}}]}',
    ],
    ['a statement has "Actions", which IAM does not know', '{"Statement":[{"Effect":"Allow","Actions":"*"}]}'],
  ] as const)
    it(`is none where ${flaw}: ${typeof document === "string" ? document : JSON.stringify(document)}`, () =>
      assert.equal(documentOf(document).flaw, flaw));

  it("is read whatever it is, and never breaks", () => {
    const questions = [
      grantsEverything,
      serviceGranted,
      decryptsWithAnyKey,
      letsAnyoneIn,
      trustsAllOfAnIssuer,
      trustsWithoutMfa,
      deniesWithoutMfa,
      deniesOtherRegions,
      (document: ReturnType<typeof documentOf>) => accountTrusted(document, []),
      (document: ReturnType<typeof documentOf>) => deniesPlainHttp(document, undefined),
    ];
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom("*", "Allow", "Deny", "s3:*", "arn:aws:s3:::*", "true", 7, true, null),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom("Statement", "Effect", "Action", "NotAction", "Resource", "Principal", "AWS", "Condition"),
          tie("value"),
        ),
      ),
    })).value;
    fc.assert(
      fc.property(fc.oneof(value, fc.json(), fc.string(), fc.anything()), (said) => {
        const document = documentOf(said);
        assert.ok(document.flaw === undefined || document.flaw.length > 0);
        for (const question of questions) question(document);
      }),
    );
  });

  it("says of text and of an object the same", () =>
    fc.assert(
      fc.property(fc.json(), (json) => {
        const object = documentOf(JSON.parse(json));
        const read = documentOf(json);
        if (typeof JSON.parse(json) !== "string" && read.flaw !== "it says a key twice")
          assert.equal(read.flaw, object.flaw);
      }),
    ));
});

describe("a pattern", () => {
  it("matches what a regular expression of it matches", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const plain = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(letters, plain, (pattern, said) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        assert.equal(matches(pattern, said), expression.test(said));
      }),
    );
  });

  it("takes no time to speak of, whatever it is", () => {
    const before = performance.now();
    matches(`${"*a".repeat(500)}b`, "a".repeat(5000));
    assert.ok(performance.now() - before < 1000);
  });
});

/** Every way to write what follows the colon of an action, cut up by its first letter. */
const everyLetter = [..."abcdefghijklmnopqrstuvwxyz"];

describe("everything", () => {
  for (const statement of [
    { Action: "*" },
    { Action: ["*"] },
    { Action: "*:*" },
    { Action: "**" },
    { Action: ["s3:*", "*"] },
    { Action: "iam:*" },
    { Action: "IAM:*" },
    { Action: "iAm:*", Resource: ["arn:aws:s3:::files", "*"] },
    { Action: "i?m:*" },
    { Action: everyLetter.map((letter) => `iam:${letter}*`) },
    { Action: everyLetter.map((letter) => `${letter.toUpperCase()}*`) },
    { NotAction: "s3:DeleteBucket" },
    { NotAction: ["organizations:*", "account:*"] },
    { NotAction: "iam:DeleteUser" },
    { NotAction: [] },
    { NotAction: ["iam:PassRole"] },
    { NotAction: ["iam:A*", "iam:C*", "iam:P*", "iam:S*"] },
    { Action: "*", Resource: undefined },
    { Action: "*", Resource: "arn:aws:*" },
    { Action: "*", Resource: "arn:*:*:*:*:*" },
    { Action: "*", Resource: "arn:aws:iam::*:*" },
    { Action: "*", Resource: "arn:aws:iam::123456789012:*" },
    { Action: "*", Resource: "arn:aws-cn:iam::123456789012:*" },
    { Action: "*", Resource: ["user", "role", "group", "policy"].map((kind) => `arn:aws:iam::123456789012:${kind}/*`) },
    { Action: "*", Resource: undefined, NotResource: "arn:aws:iam::123456789012:role/break-glass" },
    { Action: "*", Resource: undefined, NotResource: "arn:aws:s3:::*" },
    { Action: "*", Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } },
  ])
    it(`is granted by ${JSON.stringify(statement)}`, () => assert.ok(grantsEverything(one(allow(statement)))));

  it("is granted by several statements together", () =>
    assert.ok(
      grantsEverything(
        documentOf(text(...everyLetter.map((letter) => allow({ Sid: letter, Action: `iam:${letter}*` })))),
      ),
    ));

  for (const statement of [
    { Action: "s3:*" },
    { Action: ["ec2:*", "s3:*", "kms:*"] },
    { Action: "iam:Get*" },
    { Action: ["iam:Get*", "iam:List*", "iam:PassRole"] },
    { Action: "iam:*", Resource: "arn:aws:iam::123456789012:role/app-*" },
    { Action: "*", Resource: "arn:aws:s3:::files/*" },
    { Action: "iam:*", Resource: "arn:aws:iam::*:user/${aws:username}" },
    { Action: "iam:*", Resource: "arn:aws:iam::123456789012:role/*" },
    { NotAction: ["iam:*", "organizations:*", "account:*"] },
    { NotAction: "*" },
    { NotAction: "iam:PassRole", Resource: "arn:aws:s3:::files" },
    { NotAction: "iam:PassRole", Resource: "arn:aws:iam::123456789012:role/*" },
    { Action: [] },
    { Effect: "Deny", Action: "*" },
    { Effect: "deny", Action: "*" },
    { Action: "*", Resource: undefined, NotResource: "*" },
  ])
    it(`is not granted by ${JSON.stringify(statement)}`, () => assert.ok(!grantsEverything(one(allow(statement)))));

  it("is granted however the letters of iam:* are cut up, shuffled, cased and spread over statements", () => {
    const cased = (word: string) =>
      fc
        .array(fc.boolean(), { minLength: word.length, maxLength: word.length })
        .map((ups) => [...word].map((letter, i) => (ups[i] ? letter.toUpperCase() : letter)).join(""));
    const pieces = fc
      .shuffledSubarray(everyLetter, { minLength: everyLetter.length })
      .chain((letters) => fc.tuple(...letters.map((letter) => cased(`iam:${letter}`))));
    fc.assert(
      fc.property(pieces, fc.integer({ min: 0, max: everyLetter.length }), (actions, at) => {
        const [left, right] = [actions.slice(0, at), actions.slice(at)];
        const statements = [left, right].map((some) => allow({ Action: some.map((start) => `${start}*`) }));
        assert.ok(grantsEverything(documentOf({ Statement: statements })));
        assert.ok(grantsEverything(documentOf(text(...statements))));
      }),
    );
  });

  it("is never granted by what denies, whatever it denies", () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom("*", "iam:*", "s3:*")), (Action) =>
        assert.ok(!grantsEverything(one(deny({ Action })))),
      ),
    ));

  it("is granted by what is known, and waits only for what is not", () => {
    const waits = (document: object) =>
      known(() => ({ granted: grantsEverything(documentOf(previewed(document))) }))?.granted;
    const unknown = allow({ Action: UNKNOWN });
    assert.equal(waits({ Statement: [unknown, allow({ Action: "*" })] }), true);
    assert.equal(waits({ Statement: [UNKNOWN, allow({ Action: "*" })] }), true);
    assert.equal(waits({ Statement: [allow({ Action: ["s3:*", UNKNOWN] })] }), undefined);
    assert.equal(waits({ Statement: [allow({ Action: "s3:GetObject", Resource: UNKNOWN })] }), false);
    assert.equal(waits({ Statement: [allow({ Action: "*", Resource: UNKNOWN })] }), undefined);
    assert.equal(waits({ Statement: [deny({ Action: UNKNOWN })] }), false);
    assert.equal(waits({ Statement: UNKNOWN }), undefined);
  });
});

/** With each of these on any identity one gives oneself the rest. */
const RULING = [
  ...["AddUserToGroup", "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreateAccessKey"],
  ...["CreateLoginProfile", "CreatePolicyVersion", "PassRole", "PutGroupPolicy", "PutRolePolicy", "PutUserPolicy"],
  ...["SetDefaultPolicyVersion", "UpdateAssumeRolePolicy", "UpdateLoginProfile"],
].map((name) => `iam:${name}`);

describe("more rights", () => {
  for (const action of RULING)
    it(`may be given to oneself with ${action} on any identity`, () => {
      const found = (rest: object) => escalationGranted(one(allow({ Action: action.toLowerCase(), ...rest })));
      assert.equal(found({}), action);
      assert.equal(found({ Resource: "arn:aws:iam::123456789012:*" }), action);
      assert.equal(found({ Resource: "arn:aws:iam::123456789012:role/*" }), action);
      assert.equal(found({ Resource: "arn:aws:iam::123456789012:role/shop-*" }), undefined);
      assert.equal(found({ Condition: { ArnLike: { "iam:PolicyARN": "arn:aws:iam::*:policy/shop-*" } } }), undefined);
      assert.equal(found({ Effect: "Deny" }), undefined);
    });

  it("are not told of where everything is granted anyway", () =>
    assert.equal(escalationGranted(one(allow({ Action: "*" }))), undefined));
});

describe("all of a service", () => {
  for (const [statement, said] of [
    [{ Action: "s3:*" }, "s3:*"],
    [{ Action: ["s3:GetObject", "DynamoDB:*"] }, "dynamodb:*"],
    [{ Action: "*" }, "*"],
    [{ Action: "s3:**" }, "s3:**"],
    [{ Action: "s3:?*" }, "s3:?*"],
    [{ NotAction: ["iam:*"] }, "NotAction"],
  ] as const)
    it(`is granted by ${JSON.stringify(statement)}`, () => assert.equal(serviceGranted(one(allow(statement))), said));

  for (const statement of [{ Action: "s3:Get*" }, { Action: ["s3:GetObject", "s3:List*"] }, { Action: "*:Get*" }])
    it(`is not granted by ${JSON.stringify(statement)}`, () =>
      assert.equal(serviceGranted(one(allow(statement))), undefined));

  it("is not granted by what denies", () => {
    assert.equal(serviceGranted(one(deny({ Action: "s3:*" }))), undefined);
    assert.equal(serviceGranted(one(deny({ NotAction: "s3:*" }))), undefined);
  });
});

describe("every key", () => {
  for (const statement of [
    { Action: "kms:Decrypt" },
    { Action: "KMS:decrypt" },
    { Action: "kms:*" },
    { Action: ["kms:ReEncrypt*"] },
    { Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/*" },
    { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-central-1:123456789012:key/*" },
    { Action: "kms:Decrypt", Resource: undefined, NotResource: "arn:aws:kms:eu-central-1:123456789012:key/1" },
  ])
    it(`decrypts for ${JSON.stringify(statement)}`, () => assert.ok(decryptsWithAnyKey(one(allow(statement)))));

  for (const statement of [
    { Action: "kms:Encrypt" },
    { Action: "kms:Decrypt", Resource: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd" },
    { Action: "kms:Decrypt", Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } } },
    { Action: "kms:Decrypt", Condition: { StringEquals: { "aws:ResourceTag/team": "shop" } } },
  ])
    it(`does not decrypt for ${JSON.stringify(statement)}`, () =>
      assert.ok(!decryptsWithAnyKey(one(allow(statement)))));
});

describe("anyone", () => {
  const ACTION = { Effect: "Allow", Action: "s3:GetObject" };
  for (const statement of [
    { Principal: "*" },
    { Principal: { AWS: "*" } },
    { Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } },
    { Principal: { aws: "*" } },
    { principal: { AWS: "*" } },
    { Principal: { "*": "*" } },
    { Principal: { AWS: "arn:aws:iam::*:root" } },
    { Principal: { AWS: "arn:aws:iam::12345678901?:root" } },
    { Principal: { AWS: "arn:*" } },
    { Principal: { Service: "*" } },
    { Principal: { Federated: "*" } },
    { Principal: { Federated: " * " } },
    { Principal: "*", Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "false" } } },
    { Principal: "*", Condition: { Null: { "elasticfilesystem:AccessedViaMountTarget": "true" } } },
    { Principal: "*", Condition: { IpAddress: { "aws:RequestTag/address": "198.51.100.0/24" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "  " } } },
    { NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } },
    { Principal: "*", Condition: {} },
    { Principal: "*", Condition: { StringLike: { "aws:PrincipalArn": "*" } } },
    { Principal: "*", Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": ["arn:aws:s3:::files", "*"] } } },
    { Principal: "*", Condition: { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { Principal: "*", Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { Principal: "*", Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalArn": "${aws:PrincipalArn}" } } },
    { Principal: "*", Condition: { Null: { "aws:PrincipalOrgID": "true" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": [] } } },
    { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } } },
    { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "128.0.0.0/1"] } } },
    { Principal: "*", Condition: { NotIpAddress: { "aws:SourceIp": "198.51.100.0/24" } } },
    { Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:UserAgent": "our-program" } } },
    { Principal: "*", Condition: { StringEquals: { "sts:ExternalId": "a-word" } } },
  ])
    it(`is let in by ${JSON.stringify(statement)}`, () => assert.ok(letsAnyoneIn(one({ ...ACTION, ...statement }))));

  for (const statement of [
    {},
    { Principal: { AWS: "123456789012" } },
    { Principal: { AWS: "arn:aws:iam::123456789012:root" } },
    { Principal: { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1" } },
    { Principal: { Service: "ec2.amazonaws.com" } },
    { Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" } },
    { Effect: "Deny", Principal: "*" },
    { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { Principal: "*", Condition: { stringequals: { "AWS:principalorgid": ["o-abcdefghij"] } } },
    { Principal: "*", Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abcdefghij/*" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::files" } } },
    { Principal: "*", Condition: { ArnLike: { "aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/*" } } },
    { Principal: "*", Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } },
    { Principal: "*", Condition: { StringLike: { "aws:userid": "AROAEXAMPLEID1234567:*" } } },
    { Principal: "*", Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } },
    { Principal: "*", Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "True" } } },
    { Principal: "*", Condition: { IpAddress: { "aws:VpcSourceIp": "10.0.0.0/8" } } },
    { Principal: { CanonicalUser: "*" } },
    { Principal: { Federated: "cognito-*" } },
    ...[
      ["aws:PrincipalAccount", "123456789012"],
      ["aws:PrincipalArn", " arn:aws:iam::123456789012:role/app "],
      ["aws:SourceOrgID", "o-abcdefghij"],
      ["aws:SourceOrgPaths", "o-abcdefghij/r-ab12/ou-ab12-11111111/"],
      ["aws:SourceVpc", "vpc-1"],
      ["kms:CallerAccount", "123456789012"],
      ["s3:DataAccessPointAccount", "123456789012"],
    ].map(([key, value]) => ({ Principal: "*", Condition: { StringEquals: { [key as string]: value } } })),
    {
      Principal: "*",
      Condition: { StringLike: { "aws:PrincipalArn": "*" }, StringEquals: { "aws:SourceAccount": "123456789012" } },
    },
  ])
    it(`is not let in by ${JSON.stringify(statement)}`, () =>
      assert.ok(!letsAnyoneIn(one({ ...ACTION, ...statement }))));

  it("may be let in by terms that are not known yet", () => {
    const lets = (rest: object) =>
      known(() => ({
        anyone: letsAnyoneIn(documentOf(previewed({ Statement: [{ ...ACTION, Principal: "*", ...rest }] }))),
      }))?.anyone;
    assert.equal(lets({}), true);
    assert.equal(lets({ Condition: { StringEquals: { "aws:SourceArn": UNKNOWN } } }), undefined);
    assert.equal(
      lets({
        Condition: { StringEquals: { "aws:SourceArn": UNKNOWN, "aws:SourceAccount": "123456789012" } },
      }),
      false,
    );
    assert.equal(lets({ Effect: UNKNOWN }), undefined);
  });

  const WEB = { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" };
  const GITHUB = { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" };
  const issued = (key: string, value: string) => ({
    Condition: { StringLike: { [`token.actions.githubusercontent.com:${key}`]: value } },
  });
  for (const rest of [{}, issued("aud", "sts.amazonaws.com"), issued("sub", "*"), issued("sub", "repo:*")])
    it(`who has an account with an issuer is trusted by ${JSON.stringify(rest)}`, () =>
      assert.ok(trustsAllOfAnIssuer(one({ ...WEB, Principal: GITHUB, ...rest }))));

  it("who has an account with an issuer is trusted beside others, and whatever blanks are around", () => {
    const Federated = ["cognito-identity.amazonaws.com", ` ${GITHUB.Federated} `];
    assert.ok(trustsAllOfAnIssuer(one({ ...WEB, Principal: { Federated } })));
    assert.ok(trustsAllOfAnIssuer(one({ ...WEB, Principal: { Federated: " accounts.google.com " } })));
  });

  it("who has an account with an issuer is not trusted where an identity is named, or the issuer is one's own", () => {
    assert.ok(!trustsAllOfAnIssuer(one({ ...WEB, Principal: GITHUB, ...issued("sub", "repo:acme/shop:*") })));
    const own = { Federated: "arn:aws:iam::123456789012:oidc-provider/login.example.org" };
    assert.ok(!trustsAllOfAnIssuer(one({ ...WEB, Principal: own })));
  });
});

describe("a second factor", () => {
  const REST = { Sid: "All" };
  for (const statement of [
    { Action: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    { Action: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": false } } },
    { Action: "*", Condition: { boolifexists: { "aws:multifactorauthpresent": ["FALSE"] } } },
    {
      NotAction: ["iam:EnableMFADevice", "iam:CreateVirtualMFADevice", "iam:List*", "iam:Get*", "sts:GetSessionToken"],
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    },
    { Action: "*", Condition: { Null: { "aws:MultiFactorAuthAge": "true" } } },
    { Action: "*", Condition: { NumericGreaterThanIfExists: { "aws:MultiFactorAuthAge": "3600" } } },
    {
      Action: "*",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" }, Bool: { "aws:ViaAWSService": "false" } },
    },
  ])
    it(`is asked for by a denial ${JSON.stringify(statement)}`, () =>
      assert.ok(deniesWithoutMfa(one(deny({ ...REST, ...statement })))));

  for (const statement of [
    { Action: "*" },
    { Action: "*", Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
    { Action: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } },
    { Action: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": ["true", "false"] } } },
    { Action: "*", Condition: { Null: { "aws:MultiFactorAuthPresent": "true" } } },
    { Action: "*", Condition: { NumericGreaterThan: { "aws:MultiFactorAuthAge": "3600" } } },
    { Action: "iam:*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    {
      Action: "*",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false", "aws:SecureTransport": "false" } },
    },
    { NotAction: "iam:*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    { NotAction: ["s3:*"], Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
    {
      Action: "*",
      Resource: "arn:aws:s3:::files",
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    },
    {
      Action: "*",
      Condition: {
        BoolIfExists: { "aws:MultiFactorAuthPresent": "false" },
        StringEquals: { "aws:RequestedRegion": "eu-central-1" },
      },
    },
    { Effect: "Allow", Action: "*", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } },
  ])
    it(`is not asked for by ${JSON.stringify(statement)}`, () =>
      assert.ok(!deniesWithoutMfa(one(deny({ ...REST, ...statement })))));

  it("is not asked for by a denial that leaves out something to guard", () => {
    for (const action of [
      ...RULING,
      ...["ec2:RunInstances", "iam:DeactivateMFADevice", "kms:Decrypt", "s3:GetObject", "s3:PutObject"],
      ...["secretsmanager:GetSecretValue", "sts:AssumeRole"],
    ])
      assert.ok(
        !deniesWithoutMfa(
          one(deny({ NotAction: action, Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } })),
        ),
        action,
      );
  });

  const TRUST = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::123456789012:root" } };
  const trusting = (rest: object) => trustsWithoutMfa(one({ ...TRUST, ...rest }));

  for (const rest of [
    {},
    { Action: "sts:*" },
    { Action: ["sts:TagSession", "STS:assumerole"] },
    { Principal: { AWS: " 123456789012 " } },
    { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:iam::123456789012:role/deployer" } } },
    { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:user/ada" } } },
    { Principal: { AWS: ["arn:aws:iam::123456789012:role/app", "arn:aws:iam::123456789012:user/ada"] } },
    { Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } },
    { Condition: { Bool: { "aws:MultiFactorAuthPresent": ["true", "false"] } } },
    { Condition: { "ForAllValues:Bool": { "aws:MultiFactorAuthPresent": "true" } } },
    { Condition: { NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "3600" } } },
    { Condition: { StringLike: { "sts:ExternalId": "*" } } },
    { Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } },
  ])
    it(`is not asked for by a trust with ${JSON.stringify(rest)}`, () => assert.ok(trusting(rest)));

  for (const rest of [
    { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } },
    { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } },
    { Condition: { StringEquals: { "sts:ExternalId": "a-word" } } },
    { Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::123456789012:role/deployer" } } },
    { Principal: { AWS: "arn:aws:iam::123456789012:role/app" } },
    { Principal: { Service: "ec2.amazonaws.com" } },
    { Effect: "Deny" },
    { Action: "sts:TagSession" },
  ])
    it(`is asked for by a trust with ${JSON.stringify(rest)}, or nobody is trusted who has one`, () =>
      assert.ok(!trusting(rest)));

  it("is asked for by a trust that denies the rest", () =>
    assert.ok(
      !trustsWithoutMfa(
        documentOf(
          text(TRUST, {
            Effect: "Deny",
            Principal: "*",
            Action: "sts:AssumeRole",
            Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
          }),
        ),
      ),
    ));
});

describe("an account", () => {
  const trusted = (rest: object, own: string[] = []) =>
    accountTrusted(one({ Effect: "Allow", Action: "sts:AssumeRole", ...rest }), own);

  it("that is another's is found, however it is written", () => {
    for (const AWS of [" 123456789012 ", "arn:aws:iam::123456789012:root", "arn:aws-us-gov:iam::123456789012:role/app"])
      assert.equal(trusted({ Principal: { AWS } }), "123456789012");
  });

  it("is fine where it is one's own, or has terms", () => {
    assert.equal(trusted({ Principal: { AWS: "123456789012" } }, ["123456789012"]), undefined);
    for (const Condition of [
      { StringEquals: { "sts:ExternalId": "a-word" } },
      { StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } },
      { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    ])
      assert.equal(trusted({ Principal: { AWS: "123456789012" }, Condition }), undefined);
    assert.equal(
      trusted({ Principal: { AWS: "123456789012" }, Condition: { StringLike: { "sts:ExternalId": "*" } } }),
      "123456789012",
    );
  });
});

describe("plain HTTP", () => {
  const PLAIN = { Bool: { "aws:SecureTransport": "false" } };
  const BOTH = ["arn:aws:s3:::files", "arn:aws:s3:::files/*"];
  const right = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: BOTH, Condition: PLAIN };

  for (const rest of [
    {},
    { Action: "*" },
    { Action: ["S3:*"] },
    { Principal: { AWS: "*" } },
    { Resource: "*" },
    { Resource: "arn:aws:s3:::*" },
    { Resource: "arn:aws:s3:::files*" },
    { Condition: { BoolIfExists: { "aws:SecureTransport": ["false"] } } },
    { Condition: { Bool: { "AWS:securetransport": false } } },
  ])
    it(`is denied by ${JSON.stringify(rest)}`, () => {
      assert.ok(deniesPlainHttp(one({ ...right, ...rest }), "files"));
      assert.ok(deniesPlainHttp(one({ ...right, ...rest }), undefined));
    });

  it("is denied by two statements together", () =>
    assert.ok(deniesPlainHttp(documentOf(text(...BOTH.map((Resource) => ({ ...right, Resource })))), "files")));

  for (const rest of [
    { Effect: "Allow" },
    { Principal: { AWS: "arn:aws:iam::123456789012:root" } },
    { Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } },
    { Action: "s3:GetObject" },
    { Action: "s3:Get*" },
    { Resource: BOTH[0] },
    { Resource: BOTH[1] },
    { Condition: undefined },
    { Condition: { Bool: { "aws:SecureTransport": "true" } } },
    { Condition: { ...PLAIN, StringEquals: { "aws:PrincipalOrgID": "o-abcdefghij" } } },
    { Condition: { Null: { "aws:SecureTransport": "true" } } },
  ])
    it(`is not denied by ${JSON.stringify(rest)}`, () => {
      assert.ok(!deniesPlainHttp(one({ ...right, ...rest }), "files"));
      assert.ok(!deniesPlainHttp(one({ ...right, ...rest }), undefined));
    });

  it("is denied where one statement is about the bucket and another about something else", () =>
    assert.ok(
      deniesPlainHttp(
        documentOf(text(right, { ...right, Resource: "arn:aws:s3:::others", Action: "s3:Get*" })),
        undefined,
      ),
    ));

  it("is denied to everybody also where somebody is named beside", () =>
    assert.ok(
      deniesPlainHttp(one({ ...right, Principal: { AWS: ["arn:aws:iam::123456789012:root", "*"] } }), undefined),
    ));

  it("is not denied on a bucket by the policy of another", () => assert.ok(!deniesPlainHttp(one(right), "others")));
});

describe("a service", () => {
  const WRITES = { Effect: "Allow", Principal: { Service: "config.amazonaws.com" }, Action: "s3:PutObject" };
  const writes = (rest: object) => letsServiceWrite(one({ ...WRITES, ...rest }), "config.amazonaws.com");

  it("writes into a bucket where a policy lets it", () => {
    assert.ok(writes({}));
    assert.ok(writes({ Action: "s3:*", Principal: { Service: [" Config.amazonaws.com ", "ec2.amazonaws.com"] } }));
  });

  it("does not where it is denied, reads only, or another is named", () => {
    for (const rest of [
      { Effect: "Deny" },
      { Action: "s3:GetObject" },
      { Principal: { Service: "cloudtrail.amazonaws.com" } },
      { Principal: { AWS: "config.amazonaws.com" } },
      { Principal: { AWS: "123456789012" } },
    ])
      assert.ok(!writes(rest), JSON.stringify(rest));
  });
});

describe("an organisation", () => {
  const REGION = { StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", " eu-west-1"] } };

  it("keeps to regions where all else is denied", () => {
    assert.ok(deniesOtherRegions(one(deny({ NotAction: ["iam:*", "sts:*", "route53:*"], Condition: REGION }))));
    assert.ok(
      deniesOtherRegions(
        one(
          deny({
            Action: "*",
            Condition: { ...REGION, ArnNotLike: { "aws:PrincipalARN": "arn:aws:iam::*:role/break-glass" } },
          }),
        ),
      ),
    );
    for (const rest of [
      { Action: "*" },
      { Action: "s3:*", Condition: REGION },
      { Action: "ec2:*", Condition: REGION },
      { Action: "*", Resource: "arn:aws:s3:::files", Condition: REGION },
      { Effect: "Allow", Action: "*", Condition: REGION },
      { Action: "*", Condition: { StringNotLike: { "aws:RequestedRegion": "*" } } },
      { Action: "*", Condition: { StringEquals: { "aws:RequestedRegion": "eu-central-1" } } },
      { Action: "*", Condition: { ...REGION, StringEquals: { "aws:PrincipalTag/team": "shop" } } },
    ])
      assert.ok(!deniesOtherRegions(one(deny(rest))), JSON.stringify(rest));
  });

  it("denies an action where a statement does on no terms", () => {
    const LEAVE = ["organizations:LeaveOrganization"];
    assert.ok(denies(one(deny({ Action: LEAVE })), LEAVE));
    assert.ok(denies(one(deny({ Action: "organizations:*" })), LEAVE));
    assert.ok(!denies(one(deny({ Action: "organizations:Describe*" })), LEAVE));
    assert.ok(!denies(one(deny({ Action: LEAVE, Condition: REGION })), LEAVE));
    assert.ok(!denies(one(deny({ Action: LEAVE, Resource: "arn:aws:s3:::files" })), LEAVE));
    assert.ok(!denies(one(deny({ Action: LEAVE })), [...LEAVE, "cloudtrail:StopLogging"]));
    assert.ok(!denies(one(allow({ Action: LEAVE })), LEAVE));
  });
});
