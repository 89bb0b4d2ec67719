import { control } from "../control.ts";
import { fleet, type Start, starting, startsOf } from "../facts/machine.ts";
import { first, some } from "../knowledge.ts";

export default control<Start>({
  id: "server-sessions-managed",
  title: "Log in to machines through Systems Manager, without keys of their own",
  why: "A key pair is shared, copied and never ends, and needs an open port; a session has a person's name and second factor, an end and a log.",
  fix: "Give the machine an `iamInstanceProfile` whose role has `AmazonSSMManagedInstanceCore`, and leave `keyName` out.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["access-restricted", "os-authorizations-defined", "ssh-restrictive", "two-factor-used"],
    "cis-aws": ["2.16"],
    fsbp: ["SSM.1"],
    "nist-800-53": ["AC-17", "AC-17(1)", "IA-2"],
    "nist-csf": ["protect"],
  },
  reads: startsOf<Start>((start) => [start]),
  judge: ({ label, keyed, profiled, templated }) =>
    first(
      () => (keyed() ? `The ${label} has a key pair.` : undefined),
      () => (some(profiled, templated) ? undefined : `The ${label} has no instance profile.`),
    ),
  pass: [
    { fleet: fleet({ iamInstanceProfileArn: "a-profile" }) },
    {
      web: [starting.instance, { iamInstanceProfile: "web" }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
      spot: [starting.spot, { iamInstanceProfile: "web" }],
      template: [starting.template, { iamInstanceProfile: { name: "web" } }],
      configuration: [starting.configuration, { iamInstanceProfile: "web" }],
    },
  ],
  fail: [
    { fleet: fleet({}) },
    { web: [starting.instance, {}] },
    { web: [starting.instance, { iamInstanceProfile: "web", keyName: "operators" }] },
    { spot: [starting.spot, {}] },
    { template: [starting.template, { iamInstanceProfile: {} }] },
    { template: [starting.template, { iamInstanceProfile: { name: "web" }, keyName: "operators" }] },
    { configuration: [starting.configuration, {}] },
  ],
});
