import {
  type InfrastructurePlan,
  type Machine,
  type Provider,
  type ProviderContext,
  throwProblems,
  unpinHostKey,
  withJump,
} from "@lambdastack/core";
import { accessOf } from "./drawing/admin-key.ts";
import { notAllGone } from "./errors.ts";
import { makePlan } from "./plan/make-plan.ts";
import { applyPlan } from "./run/apply-plan.ts";
import { audit } from "./run/audit.ts";
import { awaitLogin } from "./run/await-login.ts";
import { analyse, status } from "./run/describe.ts";
import { madeMachines } from "./run/made-machines.ts";
import { openWork, type Prepared, prepare } from "./run/prepare.ts";
import { managedAddresses } from "./state/terraform-state.ts";
import type { Blueprint, TerraformCloud } from "./terraform-provider.ts";

/** A whole provider, driven by Terraform, of what a cloud's folder says. */
export function terraformProvider(cloud: TerraformCloud): Provider {
  return {
    init: (nodes) => ({
      component: (own) => ({ use_public_ips: own.some(({ publicIP }) => publicIP !== undefined) }),
      specification: { cloud: { use_public_ips: nodes.some(({ publicIP }) => publicIP !== undefined) } },
    }),
    plan: async (context) => makePlan(await prepare(await openWork(cloud, context))),
    apply: (context, plan) => apply(cloud, context, plan),
    planDestroy: async (context) => makePlan(await prepare(await openWork(cloud, context)), { destroy: true }),
    destroy: (context, plan) => destroy(cloud, context, plan),
    analyse: (context) => analyse(cloud, context),
    audit: async (context) => audit(await prepare(await openWork(cloud, context))),
    status: (context) => status(cloud, context),
    access: accessOf,
  };
}

async function apply(cloud: TerraformCloud, context: ProviderContext, plan: InfrastructurePlan): Promise<Machine[]> {
  const work = await openWork(cloud, context);
  refuseUnmet((await prepare(work)).blueprint);
  if (plan.changes.length > 0) await applyPlan(work, plan, "terraform apply");
  const prepared = await prepare(work);
  const { machines } = await recordMachines(prepared);
  const isNew = ({ name }: Machine): boolean =>
    plan.changes.some(
      ({ what, name: changed, action }) => what === "machine" && changed === name && action !== "update",
    );
  const added = machines.filter(isNew);
  // whoever had the address before had another key
  for (const { sshAddress, sshPort } of added) unpinHostKey(context.folder.knownHosts, sshAddress, sshPort);
  await awaitLogin(added, context, withJump(accessOf(context), { ...context, machines }));
  return machines;
}

function refuseUnmet({ unmet = [] }: Blueprint): void {
  throwProblems(unmet, (count) => `${count} things are missing before anything may be made.`);
}

async function recordMachines(prepared: Prepared) {
  const { context, wanted, access } = prepared;
  const made = await madeMachines(prepared);
  await context.record(made.nodes, { last_index: wanted.lastIndex, id: access.id });
  return made;
}

async function destroy(cloud: TerraformCloud, context: ProviderContext, plan: InfrastructurePlan): Promise<void> {
  const work = await openWork(cloud, context);
  const state = plan.changes.length === 0 ? undefined : await applyPlan(work, plan, "terraform destroy");
  const left = managedAddresses(state);
  if (left.length > 0) throw notAllGone(left);
  await context.record([]);
}
