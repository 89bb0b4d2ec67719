import { control } from "../control.ts";
import { starting } from "../facts/machine.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

export default control<Props<typeof starting.instance>>({
  id: "server-termination-protected",
  title: "Protect single machines from being terminated",
  why: "One wrong line in a console or a script, or one stolen key, and the machine and its disk are gone.",
  fix: "Set `disableApiTermination` to true.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["access-limited"],
    "nist-800-53": ["CP-10", "CM-6"],
    "nist-csf": ["protect"],
  },
  // Only what stands alone: what a scaling group starts comes and goes.
  reads: { [starting.instance]: (machine) => [machine] },
  judge: (machine) =>
    some(
      () => machine.disableApiTermination === true,
      () => Boolean(machine.launchTemplate),
    )
      ? undefined
      : "Whoever may terminate machines can terminate this one at once.",
  pass: [
    {
      web: [starting.instance, { disableApiTermination: true }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
    },
  ],
  fail: [{ web: [starting.instance, {}] }, { web: [starting.instance, { disableApiTermination: false }] }],
});
