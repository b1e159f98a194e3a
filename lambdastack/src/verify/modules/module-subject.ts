import { moduleLabel, type OwnModule, referenceText } from "@lambdastack/core";

/** A module, or one version of a module in a container, that is verified on its own. */
export interface ModuleSubject {
  /** As the command line names it: `azi`, `c1@0.1.0`. */
  name: string;
  type: OwnModule["type"];
  /** Key of its section in the state. */
  label: string;
  /** Commands that a container lists. */
  commands: readonly string[];
}

export function subjectsOf(module: OwnModule): ModuleSubject[] {
  const { name, type, manifest } = module;
  const label = moduleLabel(manifest);
  if (module.type === "module") return [{ name, type, label, commands: [] }];
  return module.versions.map(({ version, commands }) => ({
    name: referenceText({ name, version }),
    type,
    label,
    commands: commands.map((command) => command.name),
  }));
}
