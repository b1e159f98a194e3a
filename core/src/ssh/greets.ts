import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { Jumps } from "./jumps.ts";
import type { Target } from "./session.ts";

/** Milliseconds. */
const greetingLimit = 5000;

/** Whether an SSH server says its first word there; nothing is sent to it. */
export async function greets(target: Pick<Target, "address" | "port" | "jump">, jumps: Jumps): Promise<boolean> {
  const { address, port, jump } = target;
  try {
    const way = jump ? await (await jumps.to(jump)).forward(address, port) : connect({ host: address, port });
    return await saysSsh(way);
  } catch {
    return false;
  }
}

function saysSsh(way: Duplex): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (isGreeting: boolean): void => {
      clearTimeout(timer);
      way.destroy();
      resolve(isGreeting);
    };
    const timer = setTimeout(() => answer(false), greetingLimit);
    way.once("data", (data: Buffer) => answer(data.toString("latin1").startsWith("SSH-")));
    way.once("error", () => answer(false));
    way.once("close", () => answer(false));
  });
}
