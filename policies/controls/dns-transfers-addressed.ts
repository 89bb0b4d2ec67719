import { control } from "../control.ts";

const TRANSFER = "openstack:dns/transferRequest:TransferRequest";

interface Transfer {
  readonly target: string | undefined;
}

export default control({
  id: "dns-transfers-addressed",
  title: "Say to whom a DNS zone is handed over",
  why: "Whoever learns the key of a transfer that is meant for nobody takes the zone, and with it every name in it.",
  fix: "Set `targetProjectId` to the project that is to have the zone.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["access-limited"], "nist-800-53": ["AC-3", "AC-4"], "nist-csf": ["protect"] },
  reads: {
    [TRANSFER]: (transfer): Transfer[] => [
      {
        get target() {
          return transfer.targetProjectId;
        },
      },
    ],
  },
  judge: ({ target }: Transfer) => (target ? undefined : "Whoever has the key of the transfer may take the zone."),
  pass: [{ transfer: [TRANSFER, { zoneId: "a-zone", targetProjectId: "a-project" }] }],
  fail: [
    { transfer: [TRANSFER, { zoneId: "a-zone" }] },
    { transfer: [TRANSFER, { zoneId: "a-zone", targetProjectId: "" }] },
  ],
});
