import {
  type Document,
  type Manifest,
  providerName,
  type SizeField,
  type StackError,
  throwProblems,
  type Workspace,
} from "@lambdastack/core";
import type { UpgradeRun } from "../upgrade-run.ts";
import { infrastructureNeeded } from "./errors.ts";
import type { UnmetNeed } from "./find-needs.ts";

/** Refuses where machines lack something, and says what to write where. Throws once for all: `infrastructure-needed`. */
export function requireNeeds({ run, machines }: UpgradeRun, needs: readonly UnmetNeed[]): void {
  throwProblems(needProblems(run.workspace, machines, needs), (count) => `${count} needs of an upgrade are not met.`);
}

/** One for all machines that lack the same and get it at the same place. */
function needProblems(
  { host, manifest }: Pick<Workspace, "host" | "manifest">,
  machines: UpgradeRun["machines"],
  needs: readonly UnmetNeed[],
): StackError[] {
  const { resizes = {} } = host.provider(providerName(manifest)).manifest;
  const groups = new Map<string, { lines: string | undefined; needs: UnmetNeed[] }>();
  for (const need of needs) {
    const component = machines.find(({ machine }) => machine.name === need.machine)?.machine.component;
    const lines = linesOf(manifest, { need, component, field: resizes[need.what] });
    const { role, what, from, wanted } = need;
    const key = JSON.stringify([role, what, from, wanted, lines]);
    groups.set(key, { lines, needs: [...(groups.get(key)?.needs ?? []), need] });
  }
  return [...groups.values()].map((group) => infrastructureNeeded(group.needs, group.lines));
}

interface Place {
  need: UnmetNeed;
  component: string | undefined;
  field: SizeField | undefined;
}

/** What to write, in the words of the documents; undefined where they cannot say it. */
function linesOf(manifest: Manifest, { need: { what, wanted }, component, field }: Place): string | undefined {
  if (!field) return undefined;
  const value = field.unit === undefined ? `<a size with that ${what}>` : String(wanted);
  const levels = ["specification", ...field.field.split(".")];
  const lines = levels.map((level, depth) => `${"  ".repeat(depth)}${level}:`);
  const name = documentOf(manifest, field, component);
  return [`kind: ${field.kind}`, ...(name === undefined ? [] : [`name: ${name}`]), `${lines.join("\n")} ${value}`].join(
    "\n",
  );
}

/** The component says which document describes its machines; the cluster has one. */
function documentOf({ cluster, documents }: Manifest, { kind }: SizeField, component = ""): string | undefined {
  if (kind === cluster.kind) return cluster.name;
  const components = cluster.specification.components as Readonly<Record<string, { machine?: string }>> | undefined;
  const isOf = (one: Document) => one.kind === kind;
  return components?.[component]?.machine ?? documents.find(isOf)?.name;
}
