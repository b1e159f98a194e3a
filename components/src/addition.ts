import { type Machine, roleReference, type Workspace } from "@lambdastack/core";
import { noPlaceForRole, unknownComponents } from "./errors.ts";

/** A role that a run is about: `components apply ROLE`. */
export interface Addition {
  role: string;
  /** What is written down of it: as it was asked for, with or without a version. */
  reference: string;
  /** Components that get the role, or its version, with this run; empty where it is in its components already. */
  components: readonly string[];
}

export interface AdditionRequest {
  /** Name, with a version where it is not to be the latest: `haproxy@1.2.0`. */
  role: string;
  /** Components that are to have it; missing: those that it belongs to. */
  on?: readonly string[] | undefined;
}

/**
 * Which components get the role: those named; else none where some have it; else those that its role.yml names; else the
 * only component that there is. A version is written down for those that have the role already. Throws `unknown-role`,
 * `unknown-version`, `unknown-components` and `no-place-for-role` (invalid).
 */
export function additionTo(
  { manifest, host, componentRoles }: Workspace,
  { role: asked, on }: AdditionRequest,
): Addition {
  const reference = asked.replaceAll("_", "-");
  const role = host.roleAt(roleReference(reference)).manifest;
  const to = (components: readonly string[]): Addition => ({ role: role.name, reference, components });
  const isVersioned = reference.includes("@");
  const present = Object.entries(manifest.cluster.specification.components ?? {})
    .filter(([, component]) => (component as { count?: number } | null)?.count !== 0)
    .map(([name]) => name);
  const unknown = (on ?? []).filter((name) => !present.includes(name));
  if (unknown.length > 0) throw unknownComponents(unknown, present);
  const lacking = (names: readonly string[]) => names.filter((name) => !componentRoles[name]?.includes(role.name));
  if (on) return to(isVersioned ? on : lacking(on));
  const having = present.filter((name) => componentRoles[name]?.includes(role.name));
  if (having.length > 0) return to(isVersioned ? having : []);
  const own = role.components === "all" ? present : present.filter((name) => role.components?.includes(name));
  const components = own.length === 0 && present.length === 1 ? present : own;
  if (components.length === 0) throw noPlaceForRole(role.name, present);
  return to(components);
}

/** The machines as they are once the components have the role. */
export const withAddition = (machines: readonly Machine[], { role, components }: Addition): Machine[] =>
  machines.map((machine) => {
    const isMeant = machine.components.some((name) => components.includes(name)) && !machine.roles.includes(role);
    return isMeant ? { ...machine, roles: [...machine.roles, role].sort() } : machine;
  });
