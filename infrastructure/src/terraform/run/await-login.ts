import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Machine, ProviderContext } from "@lambdastack/core";
import { machinesSilent, terraformInterrupted } from "../errors.ts";

/** Seconds that a cloud may take from "made" to an SSH server that greets; images that update themselves first need minutes. */
const usual = 300;
/** Milliseconds. */
const pause = 1000;
const greetingLimit = 5000;

/** Waits until each machine's SSH server greets. Throws `machines-silent` naming those that do not. */
export async function awaitLogin(machines: readonly Machine[], context: ProviderContext): Promise<void> {
  const limit = Number(context.environment.LAMBDASTACK_BOOT_LIMIT ?? usual);
  const end = Date.now() + limit * 1000;
  let answering = 0;
  const greeted = await Promise.all(
    machines.map(async ({ sshAddress, sshPort }) => {
      while (!(await greets(sshAddress, sshPort))) {
        if (context.signal.aborted || Date.now() >= end) return false;
        await wait(pause);
      }
      answering += 1;
      const count = { done: answering, total: machines.length };
      context.events.emit({ type: "progress", what: "waiting for SSH", ...count, unit: "machines" });
      return true;
    }),
  );
  if (context.signal.aborted) throw terraformInterrupted("Waiting for machines");
  const silent = machines.filter((_, place) => !greeted[place]);
  if (silent.length > 0)
    throw machinesSilent(
      silent.map(({ name, sshAddress }) => `${name} (${sshAddress})`),
      limit,
    );
}

function greets(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: greetingLimit });
    const answer = (isGreeting: boolean): void => {
      socket.destroy();
      resolve(isGreeting);
    };
    socket.once("data", (data) => answer(data.toString("latin1").startsWith("SSH-")));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
    socket.once("close", () => answer(false));
  });
}
