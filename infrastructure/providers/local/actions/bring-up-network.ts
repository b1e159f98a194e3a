import { ensureBridge, ensureGuardRoute } from "../network/bridge.ts";
import { switchForwardingBack, switchForwardingOn } from "../network/forwarding.ts";
import { enforce } from "../network/table.ts";
import type { Blueprint } from "../plan/blueprint.ts";

/** The guard and the rules stand before the bridge, so that no packet is ever judged by nothing. */
export async function bringUpNetwork({ pool, rules, outward, mayReachOut, mtu }: Blueprint): Promise<void> {
  await ensureGuardRoute(pool);
  await enforce(rules);
  await ensureBridge(rules.cluster, pool, mtu);
  if (mayReachOut) await switchForwardingOn(rules.cluster, [rules.cluster.bridge, ...outward]);
  else await switchForwardingBack(rules.cluster);
}
