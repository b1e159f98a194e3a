import { readFile } from "node:fs/promises";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import { throwProblems } from "../errors/stack-error.ts";
import type { InfrastructureChange } from "../providers/provider.ts";
import { savedPlanUnreadable, stalePlan } from "./errors.ts";
import type { ComponentsPlan } from "./plan.ts";

/** Everything that a plan rests on. The plan holds as long as all of it is the same. */
export interface PlanBasis {
  /** Hash (`canonicalHash`) of each document of the manifest, by `<kind> <name>`. */
  documents: Readonly<Record<string, string>>;
  /** Hash (`hashTree`) of each role's folder, by role. */
  plugins: Readonly<Record<string, string>>;
  state: { lineage: string; serial: number };
  /** Hash of what the provider observed. */
  infrastructure: string;
  /** `observedHash` of each machine that existed, by name. */
  machines: Readonly<Record<string, string>>;
  /** Hash of what check mode said of each role written for Ansible, by `<role> on <machine>`. */
  estimates: Readonly<Record<string, string>>;
}

/** What a run was narrowed to: a plan of a part is applied to that part alone. */
export interface Narrowing {
  limit?: readonly string[];
  components?: readonly string[];
  acceptInfluences?: boolean;
}

/** A plan in a file: what it rests on, and what it would do for people to read. Holds no secret. */
export interface SavedPlan {
  kind: "saved-plan";
  version: 1;
  /** Name of the cluster. */
  cluster: string;
  /** What it was made from, absolute: documents (none: those last applied), build folder, plugin directories. */
  input: { files: readonly string[]; build: string; plugins: readonly string[] } & Narrowing;
  basis: PlanBasis;
  infrastructure: readonly InfrastructureChange[];
  components: ComponentsPlan;
}

/** Writes the file atomically, readable by its owner alone. */
export async function writeSavedPlan(file: string, plan: Omit<SavedPlan, "kind" | "version">): Promise<void> {
  const saved: SavedPlan = { kind: "saved-plan", version: 1, ...plan };
  await writeFileAtomic(file, `${JSON.stringify(saved, undefined, 2)}\n`);
}

/** Throws `saved-plan-unreadable` (invalid) for anything that is no saved plan of this version. */
export async function readSavedPlan(file: string): Promise<SavedPlan> {
  const value = await parse(file);
  const { kind, version, basis } = value;
  if (kind !== "saved-plan" || !basis) throw savedPlanUnreadable(file, "it holds something else");
  if (version !== 1) throw savedPlanUnreadable(file, `its format is ${String(version)}, this version knows 1`);
  return value as SavedPlan;
}

async function parse(file: string): Promise<Partial<SavedPlan>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (cause) {
    throw savedPlanUnreadable(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Throws `stale-plan` (refused) naming everything that changed since the plan was made. */
export function verifySavedPlan({ basis }: SavedPlan, current: PlanBasis): void {
  const findings = [
    ...differences("document", basis.documents, current.documents),
    ...differences("role folder", basis.plugins, current.plugins),
    ...stateDifferences(basis.state, current.state),
    ...(basis.infrastructure === current.infrastructure ? [] : ["the infrastructure is not as it was"]),
    ...differences("machine", basis.machines, current.machines),
    ...differences("Ansible's estimate of", basis.estimates, current.estimates),
  ];
  throwProblems(findings.map(stalePlan), (count) => `The saved plan does not hold any more, for ${count} reasons.`);
}

type Hashes = Readonly<Record<string, string>>;

function differences(what: string, then: Hashes, now: Hashes): string[] {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    const [before, after] = [hashOf(then, name), hashOf(now, name)];
    if (before === after) return [];
    if (before === undefined) return [`${what} ${name} is new`];
    return [`${what} ${name} ${after === undefined ? "is gone" : "changed"}`];
  });
}

function hashOf(hashes: Hashes, name: string): string | undefined {
  return Object.hasOwn(hashes, name) ? hashes[name] : undefined;
}

function stateDifferences(then: PlanBasis["state"], now: PlanBasis["state"]): string[] {
  if (then.lineage !== now.lineage)
    return [`the state is another cluster's (lineage ${now.lineage}, was ${then.lineage})`];
  return then.serial === now.serial ? [] : [`the state changed (serial ${now.serial}, was ${then.serial})`];
}
