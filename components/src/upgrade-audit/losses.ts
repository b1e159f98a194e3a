import type { Finding, PreparedMachine } from "@lambdastack/core";
import { auditMachine } from "@lambdastack/core";

/** What an upgrade would make of something that was changed by hand. */
export interface Loss extends Pick<Finding, "machine" | "role" | "resource" | "class"> {
  /** `overwritten`: changed back. `left behind`: the new version does not use it any more. */
  fate: "overwritten" | "left behind";
}

/** Changes by hand to resources of the roles that would not hold once the machines are as in `after`. */
export function lossesOf(
  before: readonly PreparedMachine[],
  after: readonly PreparedMachine[],
  roles: ReadonlySet<string>,
): Loss[] {
  const byMachine = new Map(after.map((one) => [one.plan.machine, one]));
  const byHand = before
    .flatMap((one) => auditMachine(one).findings)
    .filter((finding) => finding.class !== "known" && roles.has(finding.role));
  return byHand.flatMap(({ machine, role, resource, class: word }): Loss[] => {
    const fate = fateOf(resource, byMachine.get(machine));
    return fate === undefined ? [] : [{ machine, role, resource, class: word, fate }];
  });
}

function fateOf(resource: string, after: PreparedMachine | undefined): Loss["fate"] | undefined {
  if (after?.plan.changes.some((change) => change.resource === resource)) return "overwritten";
  return after?.compared.some(({ wanted }) => wanted.id === resource) ? undefined : "left behind";
}
