import { control } from "../control.ts";
import { group } from "../facts/written.ts";

export default control({
  id: "network-groups-stateful",
  title: "Keep security groups stateful",
  why: "A stateless group knows no answer from a request, so that every port which answers may use must be open to whoever asks.",
  fix: "Leave stateful out or set it to true.",
  severity: "medium",
  sources: { talk: ["firewall-used"], ossg: ["security-groups"], "nist-800-53": ["SC-7"], "nist-csf": ["protect"] },
  reads: {
    "openstack:networking/secGroup:SecGroup": (group) => [
      {
        get stateful() {
          return group.stateful !== false;
        },
      },
    ],
  },
  judge: ({ stateful }) =>
    stateful ? undefined : "The group is stateless, and lets answers through only as openings of their own.",
  pass: [{ api: group() }, { api: group({ stateful: true }) }],
  fail: [{ api: group({ stateful: false }) }],
});
