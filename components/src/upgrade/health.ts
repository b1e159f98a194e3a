import { type ComponentsHooks, checkTypes, runChecks } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { askRoles } from "../tasks/ask-roles.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;

/** What fails of a role's own test on a machine, for people. */
export type Health = (unit: Unit) => Promise<string[]>;

/** Asks every role for its test once. */
export async function healthOf(components: ComponentsRun, hooks: ComponentsHooks): Promise<Health> {
  const { run } = components;
  const asked = await askRoles(components, { task: "test", hooks });
  const types = new Map(checkTypes.map((type) => [type.name, type]));
  return async ({ role, machine }) => {
    const results = await runChecks({
      session: await run.sessions.get(machine),
      roles: asked.resourcesOn(machine).filter((one) => one.role === role),
      types,
      secrets: run.secrets,
      outputs: run.outputs,
      events: run.events,
      signal: run.workspace.settings.signal,
    });
    run.checkInterrupted();
    return results.filter(({ passed }) => !passed).map(({ check, message }) => `${check} (${message ?? "failed"})`);
  };
}
