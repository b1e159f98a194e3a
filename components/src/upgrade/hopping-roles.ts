import type { RoleManifest } from "@lambdastack/core";

/**
 * Roles in their order, those together that go from one minor version of the same package to the next: parts of one product
 * on different machines, which bear only so much between their versions.
 */
export function togetherInHops(
  order: readonly string[],
  hopsOf: (role: string) => RoleManifest["hops"],
): (readonly string[])[] {
  const groups: string[][] = [];
  for (const role of order) {
    const names = Object.keys(hopsOf(role) ?? {});
    const group = groups.find((others) =>
      others.some((one) => names.some((name) => hopsOf(one)?.[name] !== undefined)),
    );
    if (group) group.push(role);
    else groups.push([role]);
  }
  return groups;
}
