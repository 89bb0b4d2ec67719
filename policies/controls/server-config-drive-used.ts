import { control } from "../control.ts";

const INSTANCE = "openstack:compute/instance:Instance";

export default control<() => boolean | undefined>({
  id: "server-config-drive-used",
  title: "Hand machines their first configuration on a drive",
  why: "The metadata service answers whoever can make a machine send a request, and over a network that others are on.",
  fix: "Set `configDrive: true`.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["data-encrypted-everywhere"],
    ossg: ["instance-security"],
    "nist-800-53": ["SC-8", "CM-6"],
    "nist-csf": ["protect"],
  },
  reads: { [INSTANCE]: (machine) => [() => machine.configDrive] },
  judge: (drive) => (drive() === true ? undefined : "The machine asks the network for its configuration."),
  pass: [{ web: [INSTANCE, { configDrive: true }] }],
  fail: [{ web: [INSTANCE, {}] }, { web: [INSTANCE, { configDrive: false }] }],
});
