import type { Machine, Workspace } from "@lambdastack/core";
import { noPlaceForRole, unknownComponents } from "./errors.ts";

/** A role that a run is about: `components apply ROLE`. */
export interface Addition {
  role: string;
  /** Components that get the role with this run; empty where it is in its components already. */
  components: readonly string[];
}

export interface AdditionRequest {
  role: string;
  /** Components that are to have it; missing: those that it belongs to. */
  on?: readonly string[] | undefined;
}

/**
 * Which components get the role: those named; else none where some have it; else those that its role.yml names; else the
 * only component that there is. Throws `unknown-role`, `unknown-components` and `no-place-for-role` (invalid).
 */
export function additionTo(
  { manifest, host, componentRoles }: Workspace,
  { role: asked, on }: AdditionRequest,
): Addition {
  const role = host.role(asked.replaceAll("_", "-")).manifest;
  const present = Object.entries(manifest.cluster.specification.components ?? {})
    .filter(([, component]) => (component as { count?: number } | null)?.count !== 0)
    .map(([name]) => name);
  const unknown = (on ?? []).filter((name) => !present.includes(name));
  if (unknown.length > 0) throw unknownComponents(unknown, present);
  const lacking = (names: readonly string[]) => names.filter((name) => !componentRoles[name]?.includes(role.name));
  if (on) return { role: role.name, components: lacking(on) };
  if (present.some((name) => componentRoles[name]?.includes(role.name))) return { role: role.name, components: [] };
  const own = role.components === "all" ? present : present.filter((name) => role.components?.includes(name));
  const components = own.length === 0 && present.length === 1 ? present : own;
  if (components.length === 0) throw noPlaceForRole(role.name, present);
  return { role: role.name, components };
}

/** The machines as they are once the components have the role. */
export const withAddition = (machines: readonly Machine[], { role, components }: Addition): Machine[] =>
  machines.map((machine) => {
    const isMeant = machine.components.some((name) => components.includes(name)) && !machine.roles.includes(role);
    return isMeant ? { ...machine, roles: [...machine.roles, role].sort() } : machine;
  });
