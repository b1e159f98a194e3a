import { canonicalHash, type InfrastructureChange } from "@lambdastack/core";
import type { TerraformCloud } from "../terraform-provider.ts";

/** What is read of `terraform show -json` of a plan, format 1. */
export interface TerraformPlan {
  resource_changes?: ResourceChange[];
  /** What was changed behind Terraform's back. */
  resource_drift?: ResourceChange[];
  output_changes?: Record<string, { actions: string[] }>;
}

export interface ResourceChange {
  address: string;
  mode: "managed" | "data";
  type: string;
  name: string;
  /** Key of `for_each`, number of `count`. */
  index?: string | number;
  change: {
    actions: string[];
    before?: unknown;
    after?: unknown;
    after_unknown?: unknown;
    /** Paths of attributes that cannot be changed in place. */
    replace_paths?: (string | number)[][];
  };
}

export type Words = Pick<TerraformCloud, "machineResource" | "words">;

/** Changes in words: machines first, then the rest as Terraform lists it. */
export function changesOf(plan: TerraformPlan, cloud: Words, details: (machine: string) => string | undefined) {
  const changes = effective(plan).map((one) => changeOf(one, cloud, details));
  const outputs = Object.values(plan.output_changes ?? {}).some(({ actions }) => actions.join() !== "no-op");
  if (changes.length === 0 && outputs) changes.push(stateUpdate);
  return changes.sort((one, other) => Number(other.what === "machine") - Number(one.what === "machine"));
}

/** Equal for plans that do the same to the same world. */
export function digestOf(plan: TerraformPlan): string {
  const changes = effective(plan).map(({ address, change }) => [address, change]);
  return canonicalHash(changes);
}

const stateUpdate: InfrastructureChange = {
  action: "update",
  what: "state",
  name: "addresses",
  detail: "the cloud has given others",
  destroys: false,
};

/** Only what changes; data sources are read, not changed. */
export function effective({ resource_changes = [] }: TerraformPlan): ResourceChange[] {
  const isEffective = ({ mode, change }: ResourceChange): boolean =>
    mode === "managed" && !["no-op", "read"].includes(change.actions.join());
  return resource_changes.filter(isEffective).sort((one, other) => (one.address < other.address ? -1 : 1));
}

export function changeOf(
  resource: ResourceChange,
  cloud: Words,
  details: (machine: string) => string | undefined,
): InfrastructureChange {
  const { what, name } = thingOf({ ...resource, key: resource.index }, cloud);
  const action = actionOf(resource.change.actions);
  const detail = action === "create" && what === "machine" ? details(name) : detailOf(action, resource.change);
  const destroys = action === "delete" || action === "replace";
  return { action, what, name, ...(detail && { detail }), destroys };
}

/** The word and the name of a resource for people; of machines their own name. */
export function thingOf(
  { type, name, key }: { type: string; name: string; key?: string | number | null | undefined },
  { machineResource, words = {} }: Words,
): { what: string; name: string } {
  const isMachine = `${type}.${name}` === machineResource;
  const what = isMachine ? "machine" : (words[type] ?? type.split("_").slice(1).join(" "));
  return { what, name: key === undefined || key === null || typeof key === "number" ? name : key };
}

function actionOf(actions: readonly string[]): InfrastructureChange["action"] {
  if (actions.includes("delete")) return actions.includes("create") ? "replace" : "delete";
  return actions.includes("create") ? "create" : "update";
}

/** Names of attributes, never values: a value may be a secret. */
function detailOf(action: InfrastructureChange["action"], change: ResourceChange["change"]): string | undefined {
  if (action === "replace") {
    const reasons = [...new Set((change.replace_paths ?? []).map(([attribute]) => String(attribute)))];
    return reasons.length === 0 ? "must be made anew" : `because of ${reasons.join(", ")}`;
  }
  return action === "update" ? differing(change).join(", ") || undefined : undefined;
}

function differing({ before, after, after_unknown: unknown }: ResourceChange["change"]): string[] {
  const [old, wanted, open] = [before, after, unknown].map((value) => (value ?? {}) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(old ?? {}), ...Object.keys(wanted ?? {})])].sort();
  return names.filter((name) => open?.[name] === true || canonicalHash(old?.[name]) !== canonicalHash(wanted?.[name]));
}
