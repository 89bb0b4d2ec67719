import { control } from "../control.ts";
import { listener } from "../facts/tls.ts";

interface Taking {
  readonly limit: number;
}

export default control({
  id: "endpoint-connections-limited",
  title: "Limit how many connections an endpoint takes at once",
  why: "Without a limit one sender that opens connections and says nothing locks everybody else out.",
  fix: "Set `connectionLimit` to what the servers behind it bear.",
  severity: "medium",
  level: "advisory",
  sources: { talk: ["rate-limited"], "nist-800-53": ["SC-5"], "nist-csf": ["protect"] },
  reads: {
    "openstack:loadbalancer/listener:Listener": (listener): Taking[] => [
      {
        get limit() {
          return listener.connectionLimit ?? -1;
        },
      },
    ],
  },
  judge: ({ limit }: Taking) => (limit > 0 ? undefined : "The listener takes any number of connections."),
  pass: [{ api: listener({ connectionLimit: 10000 }) }],
  fail: [{ api: listener() }, { api: listener({ connectionLimit: -1 }) }, { api: listener({ connectionLimit: 0 }) }],
});
