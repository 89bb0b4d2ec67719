import { parseRange } from "../../components/range.ts";
import { zones } from "../../components/zone.ts";
import { control, type Written } from "../control.ts";
import { subnetsAt } from "../facts/addressed.ts";
import { publicPart } from "../facts/everyone.ts";
import { networksOf } from "../facts/segment.ts";
import { zoneOf, zoneTag } from "../facts/zone.ts";
import { first, some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ENDPOINT = "openstack:identity/endpointV3:EndpointV3";
const NETWORK = "openstack:networking/network:Network";
const SERVICE = "openstack:identity/serviceV3:ServiceV3";
const SUBNET = "openstack:networking/subnet:Subnet";

type Endpoint = Planned<typeof ENDPOINT>;

interface Listed {
  readonly endpoint: Endpoint;
}

interface Settings {
  readonly interfaces: string[];
  readonly zoneTag: string;
}

const interfaceOf = ({ props }: Endpoint): string => props.interface ?? "public";

const hostOf = ({ props }: Endpoint): string =>
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i
    .exec(String(props.url ?? ""))?.[1]
    ?.toLowerCase()
    .replaceAll(/^\[|\]$/g, "") ?? "";

/** The planned endpoints of the same service in the same region, this one among them. */
const siblings = (endpoint: Endpoint): readonly Endpoint[] => {
  const { props } = endpoint;
  const tied = endpoint.tied("serviceId", SERVICE).flatMap((service) => service.users(ENDPOINT, "serviceId"));
  const all =
    tied.length > 0 ? tied : endpoint.plan.of(ENDPOINT).filter((one) => one.props.serviceId === props.serviceId);
  return all.filter((one) => one.props.endpointRegion === props.endpointRegion);
};

/** Whether an address that is not for everyone lies where everyone comes. A name is taken at its word. */
const facesOutside = (endpoint: Endpoint, key: string): boolean => {
  const address = parseRange(hostOf(endpoint));
  if (!address) return false;
  return some(
    () => publicPart([address]).length > 0,
    () =>
      some(
        ...subnetsAt(endpoint.plan, endpoint.props.region, address).map((subnet) => () => {
          const zone = first(
            ...networksOf(subnet()).map(
              ({ props }) =>
                () =>
                  zoneOf(props.tags, key),
            ),
          );
          return zone !== undefined && zones[zone].facesOutside;
        }),
      ),
  );
};

const service: Written = [SERVICE, { name: "nova", type: "compute" }];

const endpoint = (name: string | undefined, url: string, serviceId = "${nova}"): Written => [
  ENDPOINT,
  { endpointRegion: "one", serviceId, url, ...(name === undefined ? {} : { interface: name }) },
];

const apart = {
  nova: service,
  outer: endpoint("public", "https://compute.example.org/v2.1"),
  inner: endpoint("internal", "https://compute.internal.example.org/v2.1"),
  admin: endpoint("admin", "https://10.20.64.10:8774/v2.1"),
};

export default control<Listed, Settings>({
  id: "endpoint-interfaces-apart",
  title: "Give services addresses of their own for themselves and for administrators",
  why: "Where the catalogue knows only public addresses, the services' own traffic and the administrators' goes where everybody can reach.",
  fix: "Register public, internal and admin endpoints, the last two at hosts inside the management network.",
  severity: "medium",
  sources: {
    talk: ["apis-private-where-possible", "api-endpoints-isolated", "access-via-management-network"],
    ossg: ["internal-urls", "api-endpoint-isolation"],
    "nist-800-53": ["SC-2", "SC-7(21)"],
    "nist-csf": ["protect"],
  },
  settings: {
    interfaces: {
      type: "array",
      items: { type: "string", enum: ["public", "internal", "admin"] },
      default: ["public", "internal", "admin"],
      description: "The interfaces that every service with a public one has.",
    },
    zoneTag,
  },
  joins: { [ENDPOINT]: (endpoint) => [{ endpoint }] },
  judge: ({ endpoint }, { interfaces, zoneTag }) => {
    const own = interfaceOf(endpoint);
    if (own === "public") {
      const there = siblings(endpoint).map(interfaceOf);
      const missing = interfaces.filter((name) => !there.includes(name));
      return missing.length > 0
        ? `The service has a public endpoint, and none that is ${missing.join(" or ")}.`
        : undefined;
    }
    if (facesOutside(endpoint, zoneTag)) return `The ${own} endpoint is at an address that faces outside.`;
    const host = hostOf(endpoint);
    return siblings(endpoint).some((other) => interfaceOf(other) === "public" && hostOf(other) === host)
      ? `The ${own} endpoint is at the same host as the public one.`
      : undefined;
  },
  pass: [
    apart,
    {
      outer: endpoint("public", "https://compute.example.org/v2.1", "a-service"),
      inner: endpoint("internal", "https://compute.internal.example.org/v2.1", "a-service"),
      admin: endpoint("admin", "https://[fd20::10]:8774/v2.1", "a-service"),
    },
    {
      management: [NETWORK, { tags: ["zone:management"] }],
      subnet: [SUBNET, { networkId: "${management}", cidr: "10.20.64.0/19" }],
      ...apart,
    },
    { nova: service, inner: endpoint("internal", "https://compute.internal.example.org/v2.1") },
  ],
  fail: [
    { nova: service, outer: endpoint("public", "https://compute.example.org/v2.1") },
    { outer: endpoint(undefined, "https://compute.example.org/v2.1", "a-service") },
    { ...apart, inner: endpoint("internal", "https://compute.internal.example.org/v2.1", "another-service") },
    { ...apart, inner: endpoint("internal", "https://compute.example.org:8774/v2.1") },
    { ...apart, admin: endpoint("admin", "https://192.175.48.1:8774/v2.1") },
    {
      api: [NETWORK, { tags: ["zone:api"] }],
      subnet: [SUBNET, { networkId: "${api}", cidr: "10.20.64.0/19" }],
      ...apart,
    },
  ],
});
