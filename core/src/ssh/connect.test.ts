import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { generateKeyPairText } from "../keys/openssh-format.ts";
import { fingerprint } from "../keys/public-key.ts";
import { connect } from "./connect.ts";
import { type LoopbackOptions, recordEvents, startLoopbackMachine } from "./fixtures/loopback-machine.ts";
import { pinHostKey } from "./known-hosts.ts";
import type { Target } from "./session.ts";
import { createSessions } from "./sessions.ts";

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: LoopbackOptions = {}) {
  const machine = await startLoopbackMachine(options);
  ends.push(() => machine.stop());
  return machine;
}

describe("connect", () => {
  it("accepts an unknown host key once, records it with mode 0600 and shows its fingerprint", async () => {
    const machine = await start();
    const events = recordEvents();

    for (const _ of [1, 2]) await (await connect(machine.target, { events })).close();

    const notes = events.seen.filter(({ type }) => type === "note");
    expect(notes).toEqual([{ type: "note", message: expect.stringContaining(fingerprint(machine.hostKey.publicKey)) }]);
    const { knownHostsPath, port } = machine.target;
    const key = machine.hostKey.publicKey.split(" ").slice(0, 2).join(" ");
    expect(readFileSync(knownHostsPath, "utf8")).toBe(`[127.0.0.1]:${port} ${key}\n`);
    expect(statSync(knownHostsPath).mode & 0o777).toBe(0o600);
  });

  it("refuses a changed host key before any command, with both fingerprints and the pin's place", async () => {
    const machine = await start();
    const earlier = generateKeyPairText("earlier").publicKey;
    const { knownHostsPath, address, port } = machine.target;
    writeFileSync(knownHostsPath, "# ours\n", { mode: 0o600 });
    pinHostKey(knownHostsPath, address, port, earlier);

    const connecting = connect(machine.target, { events: recordEvents() });

    await expect(connecting).rejects.toMatchObject({
      code: "host-key-changed",
      ending: "refused",
      location: { file: knownHostsPath, line: 2 },
    });
    const message = await connecting.catch((error: Error) => error.message);
    expect(message).toContain(fingerprint(earlier));
    expect(message).toContain(fingerprint(machine.hostKey.publicKey));
    expect([machine.logins, machine.commands]).toEqual([[], []]);
    expect(machine.connections()).toBe(1);
  });

  it("names user and key when authentication fails, without another attempt", async () => {
    const machine = await start({ authorized: generateKeyPairText("other").publicKey });

    const connecting = connect(machine.target, { events: recordEvents() });

    const expected = `Cannot reach m1 (root@127.0.0.1, port ${machine.target.port}) with key ${machine.target.keyPath}: authentication failed, it does not accept this key for user root.`;
    await expect(connecting).rejects.toMatchObject({ code: "machine-unreachable", message: expected });
    expect(machine.connections()).toBe(1);
  });

  it("tries again when it was dropped before authentication", async () => {
    const machine = await start({ drop: 2 });

    const session = await connect(machine.target, { events: recordEvents() });

    await session.close();
    expect(machine.connections()).toBe(3);
  });

  it("gives up after its retries", async () => {
    const machine = await start({ drop: 9 });

    const connecting = connect(machine.target, { events: recordEvents(), retries: 1 });

    await expect(connecting).rejects.toMatchObject({ code: "machine-unreachable" });
    expect(machine.connections()).toBe(2);
  });

  it("does not wait longer than the limit for a machine that says nothing", async () => {
    const machine = await start({ silent: true });

    const connecting = connect(machine.target, { events: recordEvents(), connectTimeout: 0.2, retries: 0 });

    await expect(connecting).rejects.toMatchObject({
      message: expect.stringContaining("timed out, no answer within 0.2 s"),
    });
  });

  it("says that nothing listens", async () => {
    const machine = await start();
    await machine.stop();

    const connecting = connect(machine.target, { events: recordEvents() });

    await expect(connecting).rejects.toMatchObject({ message: expect.stringContaining("the connection was refused") });
  });

  it("refuses a key file that others may read before it connects", async () => {
    const machine = await start();
    const keyPath = join(machine.folder, "open");
    writeFileSync(keyPath, readFileSync(machine.target.keyPath), { mode: 0o644 });

    const connecting = connect({ ...machine.target, keyPath }, { events: recordEvents() });

    await expect(connecting).rejects.toMatchObject({ code: "key-file-too-open" });
    expect(machine.connections()).toBe(0);
  });

  it("ends a connection attempt at once when the run is interrupted", async () => {
    const machine = await start({ silent: true });
    const controller = new AbortController();

    const connecting = connect(machine.target, { events: recordEvents(), signal: controller.signal });
    setImmediate(() => controller.abort());

    await expect(connecting).rejects.toMatchObject({ code: "interrupted" });
  });
});

describe("createSessions", () => {
  it("makes one connection per machine, however often it is asked for", async () => {
    const machine = await start();
    const pool = createSessions({ targets: [machine.target], events: recordEvents() });

    const [first, second] = await Promise.all([pool.get("m1"), pool.get("m1")]);

    expect(first).toBe(second);
    expect(machine.connections()).toBe(1);
    await pool.closeAll();
  });

  it("connects to nothing that nobody asks for", async () => {
    const machine = await start();

    await createSessions({ targets: [machine.target], events: recordEvents() }).closeAll();

    expect(machine.connections()).toBe(0);
  });

  it("refuses a machine that it was not told of", async () => {
    const pool = createSessions({ targets: [], events: recordEvents() });

    await expect(pool.get("m7")).rejects.toMatchObject({ code: "unknown-machine" });
  });

  it("keeps the number of unfinished handshakes at eight", async () => {
    let open = 0;
    let most = 0;
    const dropping = createServer((socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.on("close", () => (open -= 1)).on("error", () => undefined);
      setTimeout(() => socket.destroy(), 20);
    });
    await new Promise<void>((resolve) => dropping.listen(0, "127.0.0.1", resolve));
    ends.push(() => new Promise((resolve) => void dropping.close(() => resolve())));
    const { target } = await start();
    const { port } = dropping.address() as { port: number };
    const targets = Array.from({ length: 12 }, (_, index) => ({ ...target, port, machine: `m${index}` }));
    const pool = createSessions({ targets, events: recordEvents(), concurrency: 50 });

    const outcomes = await Promise.allSettled(targets.map(({ machine }) => pool.get(machine)));

    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(most).toBe(8);
  });

  it("tries again when it is asked again after a failure", async () => {
    const machine = await start({ drop: 3 });
    const pool = createSessions({ targets: [machine.target], events: recordEvents() });

    await expect(pool.get("m1")).rejects.toMatchObject({ code: "machine-unreachable" });
    const session = await pool.get("m1");

    expect(session.machine).toBe("m1");
    await pool.closeAll();
  });
});

describe("machines behind another one", () => {
  /** A bastion, and machines that are reached through it and keep their pins in its folder. */
  async function behind(count: number, options: LoopbackOptions = {}) {
    const bastion = await start(options);
    const machines = await Promise.all(Array.from({ length: count }, () => start()));
    const { knownHostsPath } = bastion.target;
    const jump: Target = { ...bastion.target, machine: "bastion" };
    const targets = machines.map(({ target }, n): Target => ({ ...target, machine: `m${n}`, knownHostsPath, jump }));
    const events = recordEvents();
    const sessions = createSessions({ targets, events });
    ends.push(() => sessions.closeAll());
    return { bastion, machines, sessions, events, knownHostsPath };
  }
  const run = { purpose: "try", script: "echo reached", timeLimit: 10 };

  it("are reached over one connection to it, with every host key pinned and no agent handed on", async () => {
    const { bastion, machines, sessions, knownHostsPath } = await behind(3);

    const answers = await Promise.all(["m0", "m1", "m2"].map(async (name) => (await sessions.get(name)).run(run)));

    expect(answers.map(({ stdout }) => stdout)).toEqual(["reached\n", "reached\n", "reached\n"]);
    expect(bastion.connections()).toBe(1);
    expect(bastion.forwarded.sort()).toEqual(machines.map(({ target }) => target.port).sort());
    expect(bastion.commands).toEqual([]);
    expect([bastion, ...machines].map(({ agents }) => agents())).toEqual([0, 0, 0, 0]);
    for (const { hostKey, target } of [bastion, ...machines])
      expect(readFileSync(knownHostsPath, "utf8")).toContain(
        `[127.0.0.1]:${target.port} ${hostKey.publicKey.split(" ").slice(0, 2).join(" ")}`,
      );
  });

  it("are not tried when the host key of the bastion has changed", async () => {
    const { bastion, machines, sessions, knownHostsPath } = await behind(1);
    pinHostKey(knownHostsPath, "127.0.0.1", bastion.target.port, generateKeyPairText("earlier").publicKey);

    const connecting = sessions.get("m0");

    await expect(connecting).rejects.toMatchObject({
      code: "host-key-changed",
      message: expect.stringContaining("bastion"),
    });
    expect([bastion.logins, machines[0]?.connections()]).toEqual([[], 0]);
  });

  it("are refused with a changed host key of their own", async () => {
    const { machines, sessions, knownHostsPath } = await behind(1);
    pinHostKey(knownHostsPath, "127.0.0.1", machines[0]?.target.port ?? 0, generateKeyPairText("earlier").publicKey);

    await expect(sessions.get("m0")).rejects.toMatchObject({
      code: "host-key-changed",
      message: expect.stringContaining("m0"),
    });
    expect(machines[0]?.logins).toEqual([]);
  });

  it("are named with the bastion that does not get through to them", async () => {
    const { sessions } = await behind(1, { forwards: false });

    await expect(sessions.get("m0")).rejects.toMatchObject({
      code: "machine-unreachable",
      message: expect.stringMatching(/Cannot reach m0 .*bastion \(127\.0\.0\.1\) does not get through to it/),
    });
  });

  it("are reached again after the bastion was lost", async () => {
    const { bastion, sessions } = await behind(2);
    await (await sessions.get("m0")).run(run);
    bastion.cut();

    const again = await sessions.get("m1");

    expect((await again.run(run)).stdout).toBe("reached\n");
    expect(bastion.connections()).toBe(2);
  });
});
