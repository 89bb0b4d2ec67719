import { control } from "../control.ts";
import { fleet, type MetadataService, starting, startsOf } from "../facts/machine.ts";
import { first } from "../knowledge.ts";

const DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults";

/** How the metadata service answers, and for whom that holds. */
interface Answering {
  readonly whose: string;
  readonly service: () => MetadataService | undefined;
}

const GUARDED = { httpTokens: "required", httpPutResponseHopLimit: 1 };

export default control<Answering>({
  id: "server-metadata-guarded",
  title: "Let the metadata service answer to a session token only, one hop away",
  why: "Whoever makes a web server on the machine fetch an address, or breaks into a container on it, fetches the credentials of the machine's role.",
  fix: 'Set `metadataOptions` to `httpTokens: "required"` and `httpPutResponseHopLimit: 1`, or switch the service off.',
  severity: "high",
  sources: {
    talk: ["access-limited", "cis-benchmarks-used", "tokens-short-lived"],
    "cis-aws": ["6.7"],
    fsbp: ["EC2.8", "AutoScaling.3", "AutoScaling.4"],
    "nist-800-53": ["AC-3", "AC-6", "CM-6"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...startsOf<Answering>(({ label, metadataService, templated }) =>
      metadataService() === undefined && templated() ? [] : [{ whose: `the ${label}`, service: metadataService }],
    ),
    [DEFAULTS]: (defaults) => [{ whose: "the account", service: () => defaults }],
  },
  judge: ({ whose, service }) => {
    const said = service() ?? {};
    return first(() => {
      if (said.httpEndpoint === "disabled") return undefined;
      if (said.httpTokens !== "required") return `The metadata service of ${whose} answers without a session token.`;
      return said.httpPutResponseHopLimit === 1
        ? undefined
        : `The metadata service of ${whose} is not held to answer one hop away only.`;
    });
  },
  pass: [
    {
      template: [starting.template, { metadataOptions: GUARDED }],
      fleet: [
        starting.fleet,
        { launchTemplateConfigs: [{ launchTemplateSpecification: { id: "${template}", version: "1" } }] },
      ],
    },
    {
      web: [starting.instance, { metadataOptions: GUARDED }],
      off: [starting.instance, { metadataOptions: { httpEndpoint: "disabled" } }],
      templated: [starting.instance, { launchTemplate: { name: "web" } }],
      spot: [starting.spot, { metadataOptions: GUARDED }],
      template: [starting.template, { metadataOptions: { ...GUARDED, httpEndpoint: "enabled" } }],
      configuration: [starting.configuration, { metadataOptions: GUARDED }],
      account: [DEFAULTS, GUARDED],
    },
  ],
  fail: [
    { fleet: fleet({}) },
    { web: [starting.instance, {}] },
    { web: [starting.instance, { metadataOptions: { httpTokens: "optional", httpPutResponseHopLimit: 1 } }] },
    { web: [starting.instance, { metadataOptions: { httpTokens: "required" } }] },
    { web: [starting.instance, { metadataOptions: { ...GUARDED, httpPutResponseHopLimit: 2 } }] },
    { web: [starting.instance, { launchTemplate: { name: "web" }, metadataOptions: { httpTokens: "optional" } }] },
    { spot: [starting.spot, { metadataOptions: { httpPutResponseHopLimit: 1 } }] },
    { template: [starting.template, {}] },
    { template: [starting.template, { metadataOptions: { ...GUARDED, httpPutResponseHopLimit: 64 } }] },
    { configuration: [starting.configuration, {}] },
    { account: [DEFAULTS, { httpTokens: "no-preference", httpPutResponseHopLimit: 1 }] },
    { account: [DEFAULTS, { httpTokens: "required", httpPutResponseHopLimit: -1 }] },
  ],
});
