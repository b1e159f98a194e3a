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
export function requireNeeds(components: UpgradeRun, needs: readonly UnmetNeed[]): void {
  throwProblems(
    needProblems(components.run.workspace, components.machines, needs),
    (count) => `${count} needs of an upgrade are not met.`,
  );
}

type Machines = UpgradeRun["machines"];

function needProblems({ host, manifest }: Workspace, machines: Machines, needs: readonly UnmetNeed[]): StackError[] {
  const { resizes = {} } = host.provider(providerName(manifest)).manifest;
  return needs.map((need) => {
    const component = machines.find(({ machine }) => machine.name === need.machine)?.machine.component;
    return infrastructureNeeded(
      need,
      placeOf(resizes[need.what], need, documentOf(manifest, resizes[need.what], component)),
    );
  });
}

/** What to write, in the words of the documents. */
function placeOf(
  field: SizeField | undefined,
  { what, wanted }: UnmetNeed,
  name: string | undefined,
): string | undefined {
  if (!field) return undefined;
  const value = field.unit === undefined ? `<a size with as much ${what}>` : String(wanted);
  const levels = ["specification", ...field.field.split(".")];
  const lines = levels.map((level, depth) => `${"  ".repeat(depth)}${level}:`);
  return [`kind: ${field.kind}`, ...(name === undefined ? [] : [`name: ${name}`]), `${lines.join("\n")} ${value}`].join(
    "\n",
  );
}

/** The component says which document describes its machines; the cluster has one. */
function documentOf(
  { cluster, documents }: Manifest,
  field: SizeField | undefined,
  component = "",
): string | undefined {
  if (field?.kind === cluster.kind) return cluster.name;
  const components = cluster.specification.components as Readonly<Record<string, { machine?: string }>> | undefined;
  const isOf = (one: Document) => one.kind === field?.kind;
  return components?.[component]?.machine ?? documents.find(isOf)?.name;
}
