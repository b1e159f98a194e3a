import { stringify } from "yaml";
import { roleGroup } from "../inventory/group-names.ts";
import { markUnsafe, unsafeTag } from "../inventory/unsafe-text.ts";
import type { TaskContext } from "../plugin-host/task.ts";
import type { State } from "../state/state.ts";

export interface VariablesOptions {
  role: string;
  contexts: readonly TaskContext[];
  state: State | undefined;
  /** Text of a secret or output; undefined while it is not there. */
  /** Where the machines have files of a backup; missing: the task has nothing to do with one. */
  backupDirectory?: string | undefined;
  resolve(reference: { $tag: string; name: string; machine?: string }): string | undefined;
}

/** A second inventory that gives the role's machines their variables. It holds secrets. */
export function variablesText({ role, contexts, state, backupDirectory, resolve }: VariablesOptions): string {
  const group = roleGroup(role);
  const hosts = contexts.map(({ machine, config, consumed, shared, cluster }) => {
    const own = resolved(config, resolve) as Record<string, unknown>;
    const named = Object.entries(own).map(([key, value]) => [`${group}_${key.replaceAll("-", "_")}`, value]);
    const about = {
      config: own,
      consumed: valuesOf(consumed, resolve),
      shared,
      state: state ?? {},
      cluster: cluster.name,
      ...(backupDirectory !== undefined && { backup_directory: backupDirectory }),
    };
    const prefixed = Object.entries(about).map(([key, value]) => [`lambdastack_${key}`, value]);
    return [machine.name, { ansible_become: true, ...Object.fromEntries([...named, ...prefixed]) }];
  });
  const names = Object.fromEntries(contexts.map(({ machine }) => [machine.name, {}]));
  const all = { hosts: Object.fromEntries(hosts), children: { [group]: { hosts: names } } };
  const plain: unknown = JSON.parse(JSON.stringify({ all }));
  return stringify(markUnsafe(plain as never), { customTags: [unsafeTag], lineWidth: 0, aliasDuplicateObjects: false });
}

function valuesOf(consumed: TaskContext["consumed"], resolve: VariablesOptions["resolve"]) {
  const entries = Object.entries(consumed).map(([name, values]) => [
    name,
    values.map(({ role, machine, value }) => ({
      role,
      machine: machine.name,
      address: machine.address,
      value: resolved(value, resolve),
    })),
  ]);
  return Object.fromEntries(entries);
}

function resolved(value: unknown, resolve: VariablesOptions["resolve"]): unknown {
  if (Array.isArray(value)) return value.map((inner) => resolved(inner, resolve));
  if (typeof value !== "object" || value === null) return value;
  const reference = value as { $tag?: string; name: string };
  if (reference.$tag === "secret" || reference.$tag === "output")
    return resolve(reference as Parameters<typeof resolve>[0]) ?? "(known after apply)";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, resolve)]));
}
