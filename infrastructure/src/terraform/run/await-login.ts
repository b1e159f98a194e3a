import { setTimeout as wait } from "node:timers/promises";
import { type Access, greets, type Machine, openJumps, type ProviderContext, targetsOf } from "@lambdastack/core";
import { machinesSilent, terraformInterrupted } from "../errors.ts";

/** Seconds that a cloud may take from "made" to an SSH server that greets; images that update themselves first need minutes. */
const usual = 300;
/** Milliseconds. */
const pause = 1000;

/** Waits until each machine's SSH server greets. Throws `machines-silent` naming those that do not. */
export async function awaitLogin(
  machines: readonly Machine[],
  context: ProviderContext,
  access: Access,
): Promise<void> {
  const limit = Number(context.environment.LAMBDASTACK_BOOT_LIMIT ?? usual);
  const end = Date.now() + limit * 1000;
  let answering = 0;
  const jumps = openJumps({ ...context, connectTimeout: 5 });
  const greeted = await Promise.all(
    targetsOf(machines, access, context.folder.knownHosts).map(async (target) => {
      while (!(await greets(target, jumps))) {
        if (context.signal.aborted || Date.now() >= end) return false;
        await wait(pause);
      }
      answering += 1;
      const count = { done: answering, total: machines.length };
      context.events.emit({ type: "progress", what: "waiting for SSH", ...count, unit: "machines" });
      return true;
    }),
  );
  await jumps.closeAll();
  if (context.signal.aborted) throw terraformInterrupted("Waiting for machines");
  const silent = machines.filter((_, place) => !greeted[place]);
  if (silent.length > 0)
    throw machinesSilent(
      silent.map(({ name, sshAddress }) => `${name} (${sshAddress})`),
      limit,
    );
}
