import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connects, mostRun } from "./shell.ts";

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as { port: number }).port;
});
afterEach(() => server.close());

/** Exit status of a script; in a process of its own, so that the server here can answer. */
async function status(script: string): Promise<number> {
  const [code] = await once(spawn("sh", ["-c", script], { stdio: "ignore" }), "close");
  return code as number;
}

describe("functions for scripts of roles", () => {
  it("connects knows what listens and what does not", async () => {
    expect(await status(`${connects}connects 127.0.0.1 ${port}`)).toBe(0);
    expect(await status(`${connects}connects 127.0.0.1 1`)).not.toBe(0);
  });

  it.each([
    ["on its own", "", 0],
    ["one of two", "127.0.0.1:1", 1],
    ["two of three", "127.0.0.1:1 127.0.0.1:PORT", 0],
    ["two of four", "127.0.0.1:1 127.0.0.1:2 127.0.0.1:PORT", 1],
  ])("most_run counts this machine: %s", async (_, places, wanted) => {
    expect(await status(`${connects}${mostRun}most_run "${places.replace("PORT", String(port))}"`)).toBe(wanted);
  });
});
