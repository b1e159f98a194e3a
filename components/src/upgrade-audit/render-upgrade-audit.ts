import type { UpgradeAudit } from "./audit-upgrade.ts";
import type { Loss } from "./losses.ts";

/** For people. */
export function upgradeAuditText({ to, roles, losses }: UpgradeAudit): string {
  const title = roles.map(({ role, version }) => `${role} ${version} to ${to}`).join(", ");
  if (losses.length === 0) return `${title}: nothing that was changed by hand would be lost.\n`;
  return `${title}: would be lost\n${losses.map((loss) => `  ${lossLine(loss)}`).join("\n")}\n`;
}

export const lossLine = ({ machine, role, resource, class: word, fate }: Loss): string =>
  `${machine}: ${resource} (${role}), ${word === "missing" ? "removed" : "changed"} by hand: ${fate === "overwritten" && word === "missing" ? "made again" : fate}`;
