import type { Resource } from "../plan.ts";

const WORDS: { readonly [kind: string]: string } = {
  Instance: "machine",
  NetworkAcl: "network ACL",
  SecGroup: "security group",
  Vpc: "VPC",
};

/** A resource as it stands in a sentence, by the name that the program gave it: `subnet cloud-api-ipv4`. */
export const labelOf = ({ type, name }: Pick<Resource, "type" | "name">): string => {
  const kind = type.slice(type.lastIndexOf(":") + 1);
  return `${WORDS[kind] ?? kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase()} ${name}`;
};
