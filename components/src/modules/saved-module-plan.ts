import { readFile } from "node:fs/promises";
import { canonicalHash, hashTree, productVersion, writeFileAtomic } from "@lambdastack/core";
import type { PreparedModule, PreparedPlan } from "./code-module.ts";
import { planOfAnother, savedModulePlanUnreadable, staleModulePlan } from "./errors.ts";
import { changesOf, type ModuleChange } from "./module-plan.ts";

/** A plan of one module in a file: hashes of all that it rests on, and what it says. */
interface SavedModulePlan {
  kind: "saved-module-plan";
  version: 1;
  module: string;
  /** Hash of each thing that the plan rests on, and of the plan itself. */
  digests: Readonly<Record<string, string>>;
  changes: readonly ModuleChange[];
}

export async function saveModulePlan(file: string, prepared: PreparedModule, plan: PreparedPlan): Promise<void> {
  const saved: SavedModulePlan = {
    kind: "saved-module-plan",
    version: 1,
    module: prepared.module.name,
    digests: await digestsOf(prepared, plan),
    changes: changesOf(plan.differences),
  };
  await writeFileAtomic(file, `${JSON.stringify(saved, undefined, 2)}\n`);
}

/** Throws `stale-plan` (refused) naming what changed since, and `saved-plan-unreadable` (invalid). */
export async function requireSavedPlan(file: string, prepared: PreparedModule, plan: PreparedPlan): Promise<void> {
  const { module, digests } = await readSaved(file);
  if (module !== prepared.module.name) throw planOfAnother(file, module, prepared.module.name);
  const now = await digestsOf(prepared, plan);
  const changed = Object.keys(now).filter((what) => now[what] !== digests[what]);
  if (changed.length > 0) throw staleModulePlan(changed);
}

async function digestsOf(
  { module, context }: PreparedModule,
  { promised }: PreparedPlan,
): Promise<Record<string, string>> {
  return {
    "the program": canonicalHash(productVersion()),
    "the module's folder": await hashTree(module.directory),
    "its configuration": canonicalHash(context.config),
    "the state": canonicalHash(context.state),
    "what it plans": canonicalHash(promised),
  };
}

async function readSaved(file: string): Promise<SavedModulePlan> {
  try {
    const value = JSON.parse(await readFile(file, "utf8")) as SavedModulePlan;
    if (value?.kind === "saved-module-plan" && value.version === 1 && typeof value.digests === "object") return value;
  } catch (cause) {
    throw savedModulePlanUnreadable(file, (cause as Error).message);
  }
  throw savedModulePlanUnreadable(file, "it holds something else");
}
