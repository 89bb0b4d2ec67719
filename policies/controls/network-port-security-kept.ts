import { control } from "../control.ts";
import { isSet } from "../facts/spec.ts";
import { every } from "../knowledge.ts";

/** One way to take the guard away from ports. */
interface Unguarded {
  readonly how: string;
  readonly holds: () => boolean;
}

export default control<Unguarded>({
  id: "network-port-security-kept",
  title: "Keep port security and security groups on every port",
  why: "Without port security a machine can take any other's address, and no security group filters what it sends and receives.",
  fix: "Leave port security on and give the port its groups; a machine that forwards for others names their addresses in `allowedAddressPairs`.",
  severity: "high",
  sources: {
    talk: ["guests-isolated", "traffic-allowed-per-vm", "firewall-used"],
    ossg: ["networking-services", "security-groups"],
    "nist-800-53": ["SC-7", "SC-5"],
    "nist-csf": ["protect"],
  },
  reads: {
    "openstack:networking/network:Network": (network) => [
      {
        how: "Port security is off for every port of the network.",
        holds: () =>
          isSet(
            () => network.portSecurityEnabled,
            () => network.valueSpecs,
            "port_security_enabled",
            false,
          ),
      },
    ],
    "openstack:networking/port:Port": (port) => [
      {
        how: "Port security is off for the port.",
        holds: () =>
          isSet(
            () => port.portSecurityEnabled,
            () => port.valueSpecs,
            "port_security_enabled",
            false,
          ),
      },
      { how: "The port has no security groups.", holds: () => port.noSecurityGroups === true },
    ],
    "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": (groups) => [
      {
        how: "It takes every security group off the port.",
        holds: () =>
          every(
            () => groups.enforce === true,
            () => groups.securityGroupIds?.length === 0,
          ),
      },
    ],
  },
  judge: ({ how, holds }) => (holds() ? how : undefined),
  pass: [
    {
      net: ["openstack:networking/network:Network", { portSecurityEnabled: true }],
      unsaid: ["openstack:networking/network:Network", {}],
      port: ["openstack:networking/port:Port", { networkId: "${net}", noSecurityGroups: false }],
      guarded: ["openstack:networking/port:Port", { networkId: "${net}", portSecurityEnabled: true }],
      added: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "${port}", securityGroupIds: [] },
      ],
      replaced: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "${port}", enforce: true, securityGroupIds: ["a-group"] },
      ],
    },
  ],
  fail: [
    { net: ["openstack:networking/network:Network", { portSecurityEnabled: false }] },
    { net: ["openstack:networking/network:Network", { valueSpecs: { port_security_enabled: "false" } }] },
    { port: ["openstack:networking/port:Port", { portSecurityEnabled: false, noSecurityGroups: true }] },
    { port: ["openstack:networking/port:Port", { valueSpecs: { port_security_enabled: false } }] },
    { port: ["openstack:networking/port:Port", { noSecurityGroups: true }] },
    {
      none: [
        "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate",
        { portId: "a-port", enforce: true, securityGroupIds: [] },
      ],
    },
  ],
});
