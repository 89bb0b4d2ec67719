import { networking } from "@pulumi/openstack";

const group = new networking.SecGroup("SSH_ACCESS_TO_EVERYTHING", {
  name: "SSH_ACCESS_FROM_OFFICE_TO_MACHINES",
  description: "Machines that administrators log in to",
  deleteDefaultRules: true,
});

const ssh = { protocol: "tcp", portRangeMin: 22, portRangeMax: 22 };

/** Each of these lets everybody on the internet log in, and none says 0.0.0.0/0 and 22. */
const disguises: { [name: string]: Partial<networking.SecGroupRuleArgs> } = {
  "nobody-named": ssh,
  "lower-half": { ...ssh, remoteIpPrefix: "0.0.0.0/1" },
  "upper-half": { ...ssh, remoteIpPrefix: "128.0.0.0/1" },
  "long-form": { ...ssh, ethertype: "IPv6", remoteIpPrefix: "0:0:0:0:0:0:0:0/0" },
  "any-protocol": { remoteIpPrefix: "0.0.0.0/0" },
  "protocol-by-number": { protocol: "6", portRangeMin: 1, portRangeMax: 1024, remoteIpPrefix: "0.0.0.0/0" },
  "wide-prefix": { ...ssh, remoteIpPrefix: "8.0.0.0/7" },
};

for (const [name, rule] of Object.entries(disguises))
  new networking.SecGroupRule(name, {
    description: "Administrators reach machines",
    direction: "ingress",
    ethertype: "IPv4",
    ...rule,
    securityGroupId: group.id,
  });
