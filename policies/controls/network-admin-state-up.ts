import { control } from "../control.ts";
import { isSet } from "../facts/spec.ts";

/** Something that carries packets, and what it is called. */
interface Carrier {
  readonly what: string;
  readonly isDown: () => boolean;
}

const carrier =
  (what: string) =>
  (props: { adminStateUp?: boolean; valueSpecs?: { [key: string]: unknown } }): Carrier[] => [
    {
      what,
      isDown: () =>
        isSet(
          () => props.adminStateUp,
          () => props.valueSpecs,
          "admin_state_up",
          false,
        ),
    },
  ];

export default control({
  id: "network-admin-state-up",
  title: "Keep nothing that is switched off",
  why: "What is switched off is watched by nobody, and is back with all that was ever open on it as soon as somebody switches it on.",
  fix: "Leave `adminStateUp` out, or delete what is not needed.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["assets-managed", "unneeded-vms-shut-down"],
    "nist-800-53": ["CM-7", "CM-8"],
    "nist-csf": ["identify"],
  },
  reads: {
    "openstack:networking/network:Network": carrier("network"),
    "openstack:networking/port:Port": carrier("port"),
    "openstack:networking/router:Router": carrier("router"),
  },
  judge: ({ what, isDown }) => (isDown() ? `The ${what} is switched off.` : undefined),
  pass: [
    {
      net: ["openstack:networking/network:Network", { adminStateUp: true }],
      port: ["openstack:networking/port:Port", { networkId: "${net}" }],
      router: ["openstack:networking/router:Router", {}],
    },
  ],
  fail: [
    { net: ["openstack:networking/network:Network", { adminStateUp: false }] },
    { net: ["openstack:networking/network:Network", { valueSpecs: { admin_state_up: "false" } }] },
    { port: ["openstack:networking/port:Port", { adminStateUp: false }] },
    { router: ["openstack:networking/router:Router", { adminStateUp: false }] },
  ],
});
