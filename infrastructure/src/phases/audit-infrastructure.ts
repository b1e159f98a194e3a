import { existsSync } from "node:fs";
import {
  type Drift,
  inspectMachine,
  type Machine,
  nothingApplied,
  type Phase,
  readInventory,
  StackError,
} from "@lambdastack/core";
import { compareFacts } from "../audit/compare-facts.ts";
import { driftsOfPlan } from "../audit/drifts-of-plan.ts";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";

/** Compares documents and state with what the provider sees from outside: machines, networks, rules. */
export const auditProvider: Phase<InfrastructureRun> = {
  name: "audit-provider",
  title: "Comparing documents, state and what exists",
  async run(infrastructure) {
    const { run, provider } = infrastructure;
    if (!run.before) throw nothingApplied(run.folder.root);
    const context = await providerContext(infrastructure);
    infrastructure.drifts = provider.audit ? await provider.audit(context) : driftsOfPlan(await provider.plan(context));
    return `${infrastructure.drifts.length} found`;
  },
};

/** Compares what machines say of themselves with the inventory. */
export const auditMachines: Phase<InfrastructureRun> = {
  name: "audit-machines",
  title: "Asking machines what they are",
  skip: ({ run }) => (existsSync(run.folder.inventory) ? undefined : "there is no inventory"),
  async run(infrastructure) {
    const { run, drifts = [] } = infrastructure;
    const absent = drifts.filter(({ what, drift }) => what === "machine" && /missing|stopped/.test(drift));
    const { machines, access } = await readInventory(run.folder.inventory);
    const asked = machines.filter(({ name }) => !absent.some((one) => one.name === name));
    run.reach(asked, access);
    const found = await Promise.all(asked.map((machine) => ask(infrastructure, machine)));
    infrastructure.drifts = [...drifts, ...found.flat()];
    infrastructure.machines = machines;
    return `${asked.length} asked`;
  },
};

async function ask({ run }: InfrastructureRun, machine: Machine): Promise<Drift[]> {
  try {
    run.checkInterrupted();
    const facts = await inspectMachine(await run.sessions.get(machine.name), Date.now);
    return compareFacts({ machine, lineage: run.before?.lineage ?? "" }, facts);
  } catch (error) {
    if (!(error instanceof StackError) || error.ending === "interrupted") throw error;
    const drift = error.code === "machine-unreachable" ? "unreachable" : "changed";
    return [{ drift, what: "machine", name: machine.name, detail: error.message }];
  }
}
