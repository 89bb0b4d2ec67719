import type { FirewallArgs } from "./firewall.ts";
import { type AddressLists, endLabel, flowsOf } from "./flow.ts";
import { formatRange } from "./range.ts";
import { zones } from "./zone.ts";

/** What one zone is, and who may talk to it, for people to read. */
export interface ZoneOverview {
  readonly ranges: readonly string[];
  readonly routed: boolean;
  /** Services and who may use them: `https from internet`. */
  readonly reachedBy: readonly string[];
}

/** The zones of a network, by name, as its address plan and the declared flows have them. */
export const overviewOf = (what: string, args: FirewallArgs & AddressLists): { [zone: string]: ZoneOverview } => {
  const { plan, flows } = flowsOf(what, args);
  return Object.fromEntries(
    [...plan].map(([zone, ranges]) => [
      zone,
      {
        ranges: ranges.map(formatRange),
        routed: !zones[zone].isolated,
        reachedBy: flows
          .filter(({ target }) => "zone" in target && target.zone === zone)
          .map(({ service, source }) => `${service} from ${endLabel(source)}`),
      },
    ]),
  );
};
