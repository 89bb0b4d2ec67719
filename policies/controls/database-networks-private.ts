import { control, type Setting } from "../control.ts";
import { networksOf } from "../facts/segment.ts";
import { zoneOf, zoneTag } from "../facts/zone.ts";
import { some } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const DATABASE = "openstack:database/instance:Instance";
const NETWORK = "openstack:networking/network:Network";
const PORT = "openstack:networking/port:Port";

/** Whether the internet, or whoever calls the APIs, is next to a network. */
const facesOutside = ({ props }: Planned<typeof NETWORK>, tag: string): boolean =>
  some(
    () => props.external === true,
    () => ["external", "api"].includes(zoneOf(props.tags, tag) ?? ""),
  );

export default control<Planned<typeof DATABASE>, { readonly zoneTag: string }>({
  id: "database-networks-private",
  title: "Keep databases out of networks that face outside",
  why: "A database that the internet can knock at is found by scanners, and so is the first hole in it.",
  fix: "Put it into a network of the management zone, or of the tenant zone for the users' own databases.",
  severity: "high",
  level: "advisory",
  sources: {
    talk: ["management-network-unrouted", "services-isolated"],
    ossg: ["database-transport", "security-domains"],
    "nist-800-53": ["SC-7", "AC-4"],
  },
  settings: { zoneTag: zoneTag satisfies Setting<string> },
  joins: { [DATABASE]: (database) => [database] },
  judge: (database, { zoneTag: tag }) =>
    some(
      () => some(...database.tied("networks", NETWORK).map((network) => () => facesOutside(network, tag))),
      () =>
        some(
          ...database
            .tied("networks", PORT)
            .flatMap((port) => networksOf(port))
            .map((network) => () => facesOutside(network, tag)),
        ),
    )
      ? "The database is in a network that faces outside."
      : undefined,
  pass: [
    {
      net: [NETWORK, { tags: ["zone:management"] }],
      shop: [DATABASE, { networks: [{ uuid: "${net}" }] }],
    },
    { shop: [DATABASE, { networks: [{ uuid: "a-network" }] }] },
    { shop: [DATABASE, {}] },
  ],
  fail: [
    { net: [NETWORK, { external: true }], shop: [DATABASE, { networks: [{ uuid: "${net}" }] }] },
    { net: [NETWORK, { tags: ["zone:api"] }], shop: [DATABASE, { networks: [{ uuid: "${net}" }] }] },
    {
      net: [NETWORK, { tags: ["zone:external"] }],
      port: [PORT, { networkId: "${net}" }],
      shop: [DATABASE, { networks: [{ port: "${port}" }] }],
    },
  ],
});
