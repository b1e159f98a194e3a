import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { machineDidNotStart } from "../errors.ts";

export interface Awaited {
  machine: string;
  address: string;
  log: string;
  /** Asked between attempts; false ends the wait. */
  isRunning: () => Promise<boolean>;
}

/** Seconds. */
const limit = 90;
/** Milliseconds. */
const pause = 40;
/** Milliseconds. A first packet that got lost while the network came up is sent again sooner than the kernel would. */
const connectLimit = 300;
const greetingLimit = 2000;

/**
 * Waits until sshd greets. The image starts it after logins are allowed, so a greeting means that a login works.
 * Throws `machine-did-not-start` with the console's last lines.
 */
export async function awaitLogin({ machine, address, log, isRunning }: Awaited): Promise<void> {
  const began = Date.now();
  for (let attempts = 1; !(await greets(address)); attempts += 1) {
    const seconds = Math.round((Date.now() - began) / 1000);
    const hasEnded = attempts % 25 === 0 && !(await isRunning());
    if (hasEnded || seconds >= limit) throw machineDidNotStart(machine, seconds, await lastLines(log));
    await wait(pause);
  }
}

function greets(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22, timeout: connectLimit });
    const answer = (isGreeting: boolean): void => {
      socket.destroy();
      resolve(isGreeting);
    };
    socket.once("connect", () => socket.setTimeout(greetingLimit));
    socket.once("data", (data) => answer(data.toString("latin1").startsWith("SSH-")));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
    socket.once("close", () => answer(false));
  });
}

async function lastLines(log: string): Promise<string> {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.trim().split("\n").slice(-20).join("\n");
}
