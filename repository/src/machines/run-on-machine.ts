import { answerTooLarge, notAMachine } from "../errors.ts";
import type { RunScript } from "../resolve/resolve-packages.ts";
import type { ReachedMachines } from "./reached-machines.ts";

/** Runs the resolver on a machine of the cluster: the one that has internet. Throws `unknown-machine`. */
export function runOnMachine({ run, machines }: ReachedMachines, name: string): RunScript {
  if (!machines.some((machine) => machine.name === name))
    throw notAMachine(
      name,
      machines.map((machine) => machine.name),
    );
  return async (script) => {
    const session = await run.sessions.get(name);
    const result = await session.run({ purpose: "resolve packages", script, timeLimit: 1800 });
    if (result.truncated) throw answerTooLarge(name);
    return result;
  };
}
