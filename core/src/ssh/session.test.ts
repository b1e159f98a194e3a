import { createHash, type Hash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { quote } from "../shell/quote.ts";
import { outputCap } from "./bootstrap.ts";
import { connect } from "./connect.ts";
import {
  type LoopbackMachine,
  type LoopbackOptions,
  recordEvents,
  startLoopbackMachine,
} from "./fixtures/loopback-machine.ts";
import type { Session } from "./session.ts";

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(options: LoopbackOptions = {}, signal?: AbortSignal) {
  const machine: LoopbackMachine = await startLoopbackMachine(options);
  ends.push(() => machine.stop());
  const events = recordEvents();
  const session: Session = await connect(machine.target, { events, ...(signal && { signal }) });
  ends.push(() => session.close());
  const run = (script: string, timeLimit = 20) => session.run({ purpose: "a step", script, timeLimit });
  return { machine, events, session, run };
}

describe("a step that is drained", () => {
  it("gives what it prints as it is, whatever its size, and its status after that", async () => {
    const { session } = await open();
    const received = createHash("sha256");
    const step = { purpose: "dump", script: "head -c 40000000 /dev/zero; echo short >&2; exit 3", timeLimit: 20 };

    const drained = await session.drain(step, hashing(received));

    expect(received.digest("hex")).toBe(createHash("sha256").update(Buffer.alloc(40_000_000)).digest("hex"));
    expect([drained.status, drained.stdout, drained.stderr]).toEqual([3, "", "short\n"]);
  });

  it("is lost with the connection", async () => {
    const { session, machine } = await open();

    const drained = session.drain(
      { purpose: "dump", script: "echo begin; sleep 30", timeLimit: 40 },
      hashing(createHash("sha256")),
    );
    await vi.waitFor(() => expect(machine.commands).toHaveLength(2));
    machine.cut();

    await expect(drained).rejects.toMatchObject({ code: "machine-unreachable" });
  });
});

const hashing = (hash: Hash) =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });

describe("a step that is fed", () => {
  it("reads megabytes as they are, and leaves nothing behind", async () => {
    const { session, machine } = await open();
    const content = randomBytes(3_000_000);

    const fed = await session.feed(
      { purpose: "upload", script: "sha256sum; echo $0 >&2", timeLimit: 20 },
      Readable.from([content]),
    );

    expect(fed.stdout).toBe(`${createHash("sha256").update(content).digest("hex")}  -\n`);
    expect(fed.status).toBe(0);
    expect(existsSync(fed.stderr.trim())).toBe(false);
    expect(machine.commands).toHaveLength(2);
  });

  it("says its own reason where it ends before everything was read", async () => {
    const { session } = await open();
    const content = Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(65_536)));

    const fed = await session.feed({ purpose: "upload", script: "echo no space >&2; exit 7", timeLimit: 20 }, content);

    expect([fed.status, fed.stderr]).toEqual([7, "no space\n"]);
  });

  it("is lost with the connection", async () => {
    const { session, machine } = await open();
    const endless = new Readable({ read() {} });
    endless.push("begin");

    const fed = session.feed({ purpose: "upload", script: "cat >/dev/null", timeLimit: 20 }, endless);
    await vi.waitFor(() => expect(machine.commands).toHaveLength(2));
    machine.cut();

    await expect(fed).rejects.toMatchObject({ code: "machine-unreachable" });
    endless.destroy();
  });
});

describe("a session", () => {
  it("returns status and outputs of each step, in order, on one channel", async () => {
    const { run, machine } = await open();

    const results = await Promise.all([run("echo one"), run("echo two >&2; exit 255"), run("printf three")]);

    expect(results.map(({ status, stdout, stderr }) => [status, stdout, stderr])).toEqual([
      [0, "one\n", ""],
      [255, "", "two\n"],
      [0, "three", ""],
    ]);
    expect(machine.commands).toHaveLength(1);
  });

  it("emits one round trip per step", async () => {
    const { run, events } = await open();

    await run("exit 3");

    const expected = {
      type: "round-trip",
      machine: "m1",
      purpose: "a step",
      status: 3,
      milliseconds: expect.any(Number),
    };
    expect(events.seen.at(-1)).toEqual(expected);
    expect(events.seen.map(({ type }) => type)).toEqual(["note", "machine-connected", "round-trip"]);
  });

  it("gives steps nothing on standard input and a plain environment", async () => {
    const { run } = await open();

    const result = await run("cat; umask; pwd; echo $LC_ALL");

    expect(result.stdout).toBe("0022\n/\nC.UTF-8\n");
  });

  it("counts scripts in bytes, not in characters", async () => {
    const { run } = await open();

    const results = [await run("printf '%s' 'žluťoučký 🐎'"), await run("echo next")];

    expect(results.map(({ stdout }) => stdout)).toEqual(["žluťoučký 🐎", "next\n"]);
  });

  it("survives outputs that look like its own protocol or are not text", async () => {
    const { run, session } = await open();
    const imitation =
      "m=$(tr '\\0' ' ' </proc/$(ps -o ppid= -p $PPID | tr -d ' ')/cmdline | grep -oE '[0-9a-f]{32}'); echo $m 1 0 0 0";

    const results = [await run(imitation), await run("printf '\\000\\377\\n'; printf x"), await run("echo end")];

    expect(results[0]?.stdout).toMatch(/^([0-9a-f]{32})? 1 0 0 0\n$/);
    expect(results.slice(1).map(({ stdout }) => stdout)).toEqual(["\0\ufffd\nx", "end\n"]);
    expect(session.machine).toBe("m1");
  });

  it("takes a script of ten MiB", async () => {
    const { run } = await open();
    const filler = "x".repeat(10 * 1024 * 1024);

    const result = await run(`cat <<'END' | wc -c\n${filler}\nEND\n`);

    expect(result.stdout.trim()).toBe(String(filler.length + 1));
  });

  it("keeps start and end of an output beyond the cap and says so", async () => {
    const { run } = await open();
    const size = outputCap + 1000;

    const result = await run(`echo begin; head -c ${size} /dev/zero | tr '\\0' y; echo; echo done; echo small >&2`);

    expect(result.truncated).toBe(true);
    expect(result.stdout.startsWith("begin\nyyy")).toBe(true);
    expect(result.stdout.endsWith("yyy\ndone\n")).toBe(true);
    expect(result.stdout).toContain(`\n[${6 + size + 6 - outputCap} bytes left out]\n`);
    expect(result.stderr).toBe("small\n");
    expect((await run("echo next")).stdout).toBe("next\n");
  });

  it("ends a step at its time limit with 124, together with what it started", async () => {
    const { run, machine } = await open();
    const pidFile = join(machine.folder, "pid");

    const result = await run(`sleep 60 & echo $! >${quote(pidFile)}; wait`, 0.3);

    expect(result.status).toBe(124);
    const commandLine = `/proc/${readFileSync(pidFile, "utf8").trim()}/cmdline`;
    await vi.waitFor(() => expect(existsSync(commandLine) && readFileSync(commandLine, "utf8")).toBeFalsy());
  });

  it("does not wait for a daemon that a step leaves behind", async () => {
    const { run } = await open();

    const result = await run("sleep 5 & echo $!");

    expect(result.milliseconds).toBeLessThan(3000);
    await run(`kill ${result.stdout.trim()}`);
  });

  it("reads past whatever a login prints before", async () => {
    const { run } = await open({ profile: "echo Welcome; printf 'no newline: '; echo oops >&2" });

    expect((await run("echo hi")).stdout).toBe("hi\n");
  });

  it("carries every text unharmed through quote", async () => {
    const { run } = await open();
    const text = fc.string({ unit: "binary", maxLength: 60 }).map((one) => one.replaceAll("\0", ""));
    const hostile = ["$(touch /x)", "`id`", "'", "''\\''", "\n", "-rf", "../..", "{{x}}", "\\", "!!", "%s"];

    const texts = [...hostile, ...fc.sample(text, 300)];
    const result = await run(texts.map((one) => `printf '%s\\0' ${quote(one)}`).join("\n"));

    expect(result.stdout.split("\0").slice(0, -1)).toEqual(texts.map((one) => Buffer.from(one).toString()));
  });

  it("removes its directory on the machine when it is closed", async () => {
    const { run, session } = await open();
    const directory = (await run('dirname "$0"')).stdout.trim();

    await session.close();

    expect(directory).toMatch(/^\/(run|tmp)\/lambdastack\.\w{10}$/);
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false));
  });

  it("reports a cut connection as an unreachable machine, for the step in work and those that wait", async () => {
    const { run, machine } = await open();
    const started = join(machine.folder, "started");

    const inWork = run(`touch ${quote(started)}; sleep 5`);
    const waiting = run("echo never");
    const outcomes = Promise.allSettled([inWork, waiting]);
    await vi.waitFor(() => expect(existsSync(started)).toBe(true));
    machine.cut();

    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "machine-unreachable" } });
    }
    await expect(inWork).rejects.toMatchObject({
      message: expect.stringMatching(/m1 \(root@127\.0\.0\.1, port \d+\) during "a step"/),
      hint: expect.stringContaining("may still be finishing"),
    });
  });

  it("lets the step in work finish when the client is gone, starts nothing further and cleans up", async () => {
    const { run, machine } = await open();
    const directory = (await run('dirname "$0"')).stdout.trim();
    const file = (name: string): string => join(machine.folder, name);

    const outcomes = Promise.allSettled([
      run(`touch ${quote(file("started"))}; sleep 0.5; touch ${quote(file("finished"))}`),
      run(`touch ${quote(file("second"))}`),
    ]);
    await vi.waitFor(() => expect(existsSync(file("started"))).toBe(true));
    machine.cut();
    await outcomes;

    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), 5000);
    expect(readdirSync(machine.folder).filter((name) => /^(finished|second)$/.test(name))).toEqual(["finished"]);
  });

  it("tells the end of its own program apart from a step's status", async () => {
    const { run } = await open();

    const running = run('rm -r "$(dirname "$0")"; kill -9 $(ps -o ppid= -p $PPID)');

    await expect(running).rejects.toMatchObject({
      code: "machine-unreachable",
      message: expect.stringContaining("ended"),
    });
  });

  it("starts no further step once the run is interrupted, but finishes the one in work", async () => {
    const controller = new AbortController();
    const { run } = await open({}, controller.signal);

    const outcomes = Promise.allSettled([run("sleep 0.2; echo finished"), run("echo never")]);
    await new Promise(setImmediate);
    controller.abort();

    const [inWork, next] = await outcomes;
    expect(inWork).toMatchObject({ status: "fulfilled", value: { stdout: "finished\n" } });
    expect(next).toMatchObject({ status: "rejected", reason: { code: "interrupted", ending: "interrupted" } });
  });

  it("becomes root through sudo for another user", async () => {
    const { run, machine } = await open({
      user: "admin",
      sudo: 'test "$1 $2" = "-n --" || exit 9; shift 2; exec "$@"',
    });

    expect((await run("echo as root")).stdout).toBe("as root\n");
    expect(machine.commands[0]).toMatch(/^exec sudo -n -- sh -c /);
  });

  it("says that sudo is missing, naming user and machine", async () => {
    const opening = open({ user: "admin" });

    await expect(opening).rejects.toMatchObject({ code: "sudo-missing", message: expect.stringMatching(/m1 .*admin/) });
  });

  it("says that sudo wants a password", async () => {
    const opening = open({ user: "admin", sudo: "echo 'sudo: a password is required' >&2; exit 1" });

    await expect(opening).rejects.toMatchObject({
      code: "sudo-refused",
      ending: "refused",
      message: expect.stringContaining("a password is required"),
      hint: expect.stringContaining("/etc/sudoers.d/admin"),
    });
  });

  it("keeps its command in one line that csh and fish pass on as it is", async () => {
    const { machine } = await open();

    const [, program = ""] = machine.commands[0]?.match(/^exec sh -c '(.*)' sh [0-9a-f]{32}$/) ?? [];

    expect(program).not.toBe("");
    expect(program).not.toMatch(/['\\!\n]/);
  });
});
