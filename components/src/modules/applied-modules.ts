import { type Host, moduleLabel, type OwnModule, type RoleManifest, type Sections } from "@lambdastack/core";

/** Whether the state shows the role or module as applied. */
export const isApplied = (manifest: RoleManifest, state: Sections): boolean =>
  state[moduleLabel(manifest)]?.status === "applied";

/** Modules with methods of their own that the state shows as applied. */
export const appliedIn = ({ modules }: Pick<Host, "modules">, state: Sections): OwnModule[] =>
  [...modules.values()].filter(({ manifest }) => isApplied(manifest, state));
