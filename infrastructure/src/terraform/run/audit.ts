import { rm } from "node:fs/promises";
import type { Drift } from "@lambdastack/core";
import { findOrphans } from "../aftermath/find-orphans.ts";
import { driftsOf } from "../plan/drifts-of.ts";
import { askForPlan } from "../plan/make-plan.ts";
import { textsIn } from "../state/terraform-state.ts";
import type { FoundMachine, FoundThing } from "../terraform-provider.ts";
import type { Prepared } from "./prepare.ts";

/**
 * Documents and state against the cloud, by Terraform's own comparison, and the cloud against the state, by tag. A saved
 * plan stays valid.
 */
export async function audit(prepared: Prepared): Promise<Drift[]> {
  const { cloud, access, state, folder } = prepared;
  const plan = await askForPlan(prepared, { destroy: false, out: folder.lookedAt });
  await rm(folder.lookedAt, { force: true });
  const machines = await cloud.find(access);
  const strangers = [
    ...(await findOrphans(prepared, machines)),
    ...((await cloud.findStrayRules?.(access, textsIn(state))) ?? []),
  ];
  return [...driftsOf(plan, cloud, state), ...machines.flatMap(stopped), ...strangers.map(unrecorded)];
}

const stopped = ({ name, status, id }: FoundMachine): Drift[] =>
  status === "running" ? [] : [{ drift: "stopped", what: "machine", name, detail: `${status}, ${id}` }];

const unrecorded = ({ what, name, id }: FoundThing): Drift => ({
  drift: "unrecorded",
  what,
  name,
  detail: id === name ? "no state knows it" : `${id}, no state knows it`,
});
