import type { Reads, Written } from "../control.ts";
import { first, some } from "../knowledge.ts";
import type { Planned, Resource } from "../plan.ts";
import type { Props, Token } from "../resources.ts";
import { itemsOf } from "./item.ts";

/** The resources of AWS that say how a machine starts. */
export const starting = {
  instance: "aws:ec2/instance:Instance",
  spot: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
  fleet: "aws:ec2/spotFleetRequest:SpotFleetRequest",
  template: "aws:ec2/launchTemplate:LaunchTemplate",
  configuration: "aws:ec2/launchConfiguration:LaunchConfiguration",
} as const satisfies { readonly [form: string]: Token };

type Instance = Props<typeof starting.instance>;
type Template = Props<typeof starting.template>;
type Configuration = Props<typeof starting.configuration>;
type Specification = NonNullable<Props<typeof starting.fleet>["launchSpecifications"]>[number];

/** Tags of AWS. */
export type TagMap = { readonly [key: string]: string | undefined };

/** How the metadata service answers a machine. */
export interface MetadataService {
  readonly httpEndpoint?: string;
  readonly httpTokens?: string;
  readonly httpPutResponseHopLimit?: number;
}

/** How a machine of AWS's starts, whichever resource says so. */
export interface Start {
  /** How it stands in a sentence. */
  readonly label: "launch configuration" | "launch specification" | "launch template" | "machine";
  /** Whether a launch template, which is judged on its own, says what this leaves out. */
  readonly templated: () => boolean;
  /** User data as it was written, packed or not. Empty when there is none. */
  readonly userData: () => string;
  readonly image: () => string | undefined;
  readonly metadataService: () => MetadataService | undefined;
  /** Whether it asks for a public address. Undefined where its subnet decides. */
  readonly publicAddress: () => boolean | undefined;
  /** Whether it says in which subnet it starts, by its id or by an interface's. */
  readonly placed: () => boolean;
  readonly grouped: () => boolean;
  readonly profiled: () => boolean;
  readonly keyed: () => boolean;
  readonly monitored: () => boolean;
  /** What tags the machine itself will have. Undefined where a scaling group gives them. */
  readonly tags: () => TagMap | undefined;
}

const isTrue = (value: unknown): boolean => String(value ?? "").toLowerCase() === "true";

const textOf = ({ userData, userDataBase64 }: { userData?: string; userDataBase64?: string }): string =>
  String(userData || userDataBase64 || "").trim();

const ofInstance = (machine: Instance): Start => ({
  label: "machine",
  templated: () => Boolean(machine.launchTemplate),
  userData: () => textOf(machine),
  image: () => machine.ami,
  metadataService: () => machine.metadataOptions,
  publicAddress: () => machine.associatePublicIpAddress,
  placed: () => Boolean(machine.subnetId || machine.primaryNetworkInterface || machine.networkInterfaces?.length),
  grouped: () =>
    Boolean(
      machine.vpcSecurityGroupIds?.length ||
        machine.securityGroups?.length ||
        machine.primaryNetworkInterface ||
        machine.networkInterfaces?.length,
    ),
  profiled: () => Boolean(machine.iamInstanceProfile),
  keyed: () => Boolean(machine.keyName),
  monitored: () => machine.monitoring === true,
  tags: () => machine.tags ?? {},
});

/** What a launch template's interfaces say, each to be read on its own. */
const interfacesOf = ({ networkInterfaces }: Template) => itemsOf(networkInterfaces);

const ofTemplate = (template: Template): Start => ({
  label: "launch template",
  templated: () => false,
  userData: () => String(template.userData ?? "").trim(),
  image: () => template.imageId,
  metadataService: () => template.metadataOptions,
  publicAddress: () => {
    const said = interfacesOf(template).map((read) => () => read().associatePublicIpAddress);
    if (some(...said.map((read) => () => isTrue(read())))) return true;
    return said.length > 0 && said.every((read) => Boolean(read())) ? false : undefined;
  },
  // A scaling group, or whoever starts a machine from it, names the subnet.
  placed: () => true,
  grouped: () =>
    Boolean(
      template.vpcSecurityGroupIds?.length ||
        template.securityGroupNames?.length ||
        some(
          ...interfacesOf(template).map((read) => () => {
            const { securityGroups, networkInterfaceId } = read();
            return Boolean(securityGroups?.length || networkInterfaceId);
          }),
        ),
    ),
  profiled: () => Boolean(template.iamInstanceProfile?.arn || template.iamInstanceProfile?.name),
  keyed: () => Boolean(template.keyName),
  monitored: () => template.monitoring?.enabled === true,
  tags: () =>
    first(
      ...itemsOf(template.tagSpecifications).map((read) => () => {
        const { resourceType, tags } = read();
        return resourceType === "instance" ? tags : undefined;
      }),
    ),
});

const ofConfiguration = (configuration: Configuration): Start => ({
  label: "launch configuration",
  templated: () => false,
  userData: () => textOf(configuration),
  image: () => configuration.imageId,
  metadataService: () => configuration.metadataOptions,
  publicAddress: () => configuration.associatePublicIpAddress,
  placed: () => true,
  grouped: () => Boolean(configuration.securityGroups?.length),
  profiled: () => Boolean(configuration.iamInstanceProfile),
  keyed: () => Boolean(configuration.keyName),
  // Detailed monitoring is on until a launch configuration says otherwise.
  monitored: () => configuration.enableMonitoring !== false,
  tags: () => undefined,
});

/** What a fleet says itself of its machines. It can't say how their metadata service answers. */
const ofSpecification = (specification: () => Specification): Start => ({
  label: "launch specification",
  templated: () => false,
  userData: () => String(specification().userData ?? "").trim(),
  image: () => specification().ami,
  metadataService: () => undefined,
  publicAddress: () => specification().associatePublicIpAddress,
  placed: () => Boolean(specification().subnetId),
  grouped: () => Boolean(specification().vpcSecurityGroupIds?.length),
  profiled: () => Boolean(specification().iamInstanceProfile || specification().iamInstanceProfileArn),
  keyed: () => Boolean(specification().keyName),
  monitored: () => specification().monitoring === true,
  tags: () => specification().tags ?? {},
});

/** A fleet of one kind of machine, as an example. */
export const fleet = (specification: Partial<Specification>): Written => [
  starting.fleet,
  {
    iamFleetRole: "a-role",
    targetCapacity: 2,
    launchSpecifications: [{ ami: "ami-0abcdef1234567890", instanceType: "t3.small", ...specification }],
  },
];

/** Reads how machines of AWS start, whichever resource says so. */
export const startsOf = <F>(read: (start: Start, resource: Resource) => readonly F[]): Reads<F> => ({
  [starting.instance]: (machine, resource) => read(ofInstance(machine), resource),
  [starting.spot]: (machine, resource) => read(ofInstance(machine as Instance), resource),
  [starting.fleet]: (props, resource) =>
    itemsOf(props.launchSpecifications).flatMap((specification) => read(ofSpecification(specification), resource)),
  [starting.template]: (template, resource) => read(ofTemplate(template), resource),
  [starting.configuration]: (configuration, resource) => read(ofConfiguration(configuration), resource),
});

/** What keeps a number of machines of AWS's running. */
export const scalingGroup = "aws:autoscaling/group:Group" satisfies Token;

/** What launch templates tag the machines that start from them with. */
export const tagsGiven = (templates: readonly Planned<typeof starting.template>[]): TagMap | undefined =>
  first(...templates.map(({ props }) => ofTemplate(props).tags));
