import { componentWith, configurationName, findDocument } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";

/** A role whose configuration says which version of its product is wanted. */
export interface VersionedRole {
  role: string;
  /** Name of the document that configures it. */
  name: string;
  version: string;
}

/** Of the roles that the run is about, those with a text `version` in their configuration; each configuration once. */
export function versionedRoles({ prepared, run: { workspace } }: ComponentsRun): VersionedRole[] {
  const { manifest, componentRoles } = workspace;
  const found = new Map<string, VersionedRole>();
  for (const { run } of prepared?.machines ?? []) {
    const own = run.machine.roles.filter((role) => prepared?.selection.unit({ role, machine: run.machine.name }));
    for (const role of own) {
      const name = configurationName(manifest, componentWith(role, { machine: run.machine, componentRoles }));
      const kind = `configuration/${role}`;
      const version = (findDocument(manifest, kind, name) ?? findDocument(manifest, kind))?.specification.version;
      if (typeof version === "string") found.set(`${role} ${name}`, { role, name, version });
    }
  }
  return [...found.values()];
}
