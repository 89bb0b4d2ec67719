/**
 * The networks of a cloud, as the talk names them, on every cloud alike. The order is the address plan's: a zone's place in it decides its
 * addresses, so that a new zone is only ever added at the end. An isolated zone is not routed in or out. A zone that faces outside has its bandwidth limited.
 */
export const zones = {
  external: {
    isolated: false,
    facesOutside: true,
    purpose: "Faces the internet: gateways, floating addresses, load balancers",
  },
  api: {
    isolated: false,
    facesOutside: true,
    purpose: "API endpoints, the only zone that anyone on the internet may reach",
  },
  management: {
    isolated: true,
    facesOutside: false,
    purpose: "Core services among themselves; reached through the bastion only",
  },
  tenant: { isolated: false, facesOutside: false, purpose: "Machines of the users, among themselves" },
  storage: { isolated: true, facesOutside: false, purpose: "Data between storage nodes" },
  provisioning: { isolated: true, facesOutside: false, purpose: "Installation of machines (PXE)" },
} as const;

/** The name of a zone. */
export type Zone = keyof typeof zones;

/** Every zone's name, in the order of the address plan. */
export const zoneNames = Object.keys(zones) as Zone[];

/** Whether a text is the name of a zone. */
export const isZone = (text: string): text is Zone => Object.hasOwn(zones, text);
