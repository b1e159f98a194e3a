import { createHash } from "node:crypto";
import { gatherAllFacts, type Machine, settleMachines, systemOf } from "@lambdastack/core";
import { answerTooLarge, statusUnreadable } from "../errors.ts";
import { osFamilyOf } from "../os-families.ts";
import type { ReachedMachines } from "./reached-machines.ts";

/** What the package manager of a machine says is installed. */
export interface MachineStatus {
  system: string;
  /** Roles of the machine. */
  roles: readonly string[];
  /** Names the text: machines with the same packages share one. */
  id: string;
  text: string;
}

/** Asks every machine, in one round trip after its facts. Changes nothing. */
export async function packageStatuses(reached: ReachedMachines): Promise<MachineStatus[]> {
  const facts = await gatherAllFacts(reached.run, reached.machines);
  return settleMachines(reached.machines, async (machine) => {
    const { os } = facts.get(machine.name)?.facts ?? {};
    if (!os) throw new Error(`No facts of ${machine.name}`);
    return statusOf(reached, machine, systemOf(os));
  });
}

async function statusOf({ run }: ReachedMachines, { name, roles }: Machine, system: string): Promise<MachineStatus> {
  const script = osFamilyOf(system).family.resolve.status;
  const session = await run.sessions.get(name);
  const answer = await session.run({ purpose: "installed packages", script, timeLimit: 60 });
  if (answer.status !== 0) throw statusUnreadable(name, answer.stderr);
  if (answer.truncated) throw answerTooLarge(name);
  const id = createHash("sha256").update(answer.stdout).digest("hex").slice(0, 16);
  return { system, roles, id, text: answer.stdout };
}
