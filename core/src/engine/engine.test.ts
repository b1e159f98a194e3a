import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { line } from "../resources/line.ts";
import type { Resource } from "../resources/resource.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { applyRemovals } from "./apply-removals.ts";
import { applyRole } from "./apply-role.ts";
import { localSession } from "./fixtures/local-session.ts";
import { type FixtureRun, fixtureRun, recorder, resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { script } from "./fixtures/resource-types.ts";
import { parseJournal } from "./journal.ts";
import type { AppliedMachine, MachineRun } from "./machine-run.ts";
import { planMachine } from "./plan-machine.ts";

let folder: string;
let keep: ReturnType<typeof recorder>;

beforeEach(() => {
  folder = temporaryFolder();
  keep = recorder();
});

const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), "utf8");
const note = (name: string, content: Resource["props"][string] = name) => resource("note", { path: at(name), content });
const daemon = (watches: string[]) =>
  resource("daemon", { name: "d", record: at("d.record"), watches: watches.map(at) });

/** Plans and applies everything, as a command would. */
async function apply(roles: Record<string, readonly Resource[]>, more: Partial<MachineRun> = {}) {
  const run = fixtureRun(folder, roles, { applied: keep.last(), ...more });
  const prepared = await planMachine(run);
  await applyRemovals(prepared, keep);
  let changed = 0;
  for (const { role } of run.roles) changed += await applyRole(prepared, role, keep);
  return { run, prepared, changed };
}

async function plan(roles: Record<string, readonly Resource[]>, more: Partial<MachineRun> = {}) {
  const run = fixtureRun(folder, roles, { applied: keep.last(), ...more });
  return { ...(await planMachine(run)), run };
}

const brief = (changes: readonly { action: string; resource: string }[]): string[] =>
  changes.map(({ action, resource: id }) => `${action} ${id.replaceAll(`${folder}/`, "")}`);

describe("planMachine", () => {
  it("compares everything of all roles in one round trip and changes nothing", async () => {
    const { plan: found, run } = await plan({ web: [note("a"), note("b")], proxy: [daemon(["a"]), note("c")] });

    expect(run.session.steps.map(({ purpose }) => purpose)).toEqual(["check"]);
    expect(brief(found.changes)).toEqual(["create note:a", "create note:b", "restart daemon:d", "create note:c"]);
    expect(found).toMatchObject({ machine: "m-1", exists: true, compared: 4 });
    expect(existsSync(at("a"))).toBe(false);
    expect(run.events.ofType("resource-planned")).toHaveLength(4);
  });

  it("plans a machine that does not exist against an empty one", async () => {
    const { session, ...rest } = fixtureRun(folder, { web: [note("a"), daemon(["a"])] });

    const { plan: found } = await planMachine(rest);

    expect(found.exists).toBe(false);
    expect(brief(found.changes)).toEqual(["create note:a", "restart daemon:d"]);
    expect(session.steps).toEqual([]);
  });

  it("has the same hash for the same machine, and another once something observed is different", async () => {
    const roles = { web: [note("a"), note("b")] };
    const first = await plan(roles);
    const second = await plan(roles);
    writeFileSync(at("a"), "other");
    const third = await plan(roles);

    expect(second.plan.observedHash).toBe(first.plan.observedHash);
    expect(third.plan.observedHash).not.toBe(first.plan.observedHash);
  });

  it("says that a command may run when it stands after a change", async () => {
    const migrate = resource("script", { name: "migrate", run: "true", creates: "/nonexistent" });

    const { plan: found } = await plan({ web: [note("a"), migrate] });

    expect(brief(found.changes)).toEqual(["create note:a", "may-run script:migrate"]);
  });

  it("shows no secret, only that the content is sensitive", async () => {
    writeFileSync(at("a"), "old-password");
    const run = fixtureRun(folder, { web: [note("a", { $tag: "secret", name: "p" })] });
    run.secretTexts.set("p", "new-password");

    const { plan: found } = await planMachine(run);

    expect(found.changes[0]?.differences).toEqual([{ field: "content", to: "(sensitive)" }]);
    expect(JSON.stringify([found, run.events.happenings])).not.toMatch(/old-password|new-password/);
  });

  it("shows what is unknown as known after apply, in diffs too", async () => {
    writeFileSync(at("a"), "old");

    const { plan: found } = await plan({ web: [note("a", { $tag: "unknown", what: "address of m-9" })] });

    expect(found.changes[0]?.differences).toEqual([
      { field: "content", to: "(known after apply)", diff: "-old\n+(known after apply)\n" },
    ]);
  });

  it("promises no run of a command whose values are unknown", async () => {
    const secret = { $tag: "secret", name: "none" } as const;
    const command = resource("script", { name: "join", run: "true", always: true, environment: { P: secret } });

    const { plan: found } = await plan({ web: [command] });

    expect(found.changes).toMatchObject([
      { action: "may-run", differences: [{ field: "run" }, { field: "secret none", to: "(known after apply)" }] },
    ]);
  });

  it("names machine and type when a check fails, and never takes it for unchanged", async () => {
    const attempt = plan({ web: [note("a"), resource("broken", { name: "x" })] });

    await expect(attempt).rejects.toMatchObject({
      code: "check-failed",
      message: "The check of type broken failed on m-1.\n    the database is locked",
    });
  });

  it("names machine and type when an answer is cut off", async () => {
    const session = localSession(folder, (result) => ({ ...result, stdout: result.stdout.slice(0, 20) }));

    const attempt = plan({ web: [note("a"), note("b")] }, { session });

    await expect(attempt).rejects.toMatchObject({
      code: "check-truncated",
      message: expect.stringContaining("type note"),
    });
  });
});

describe("applyRole", () => {
  it("makes it so, records it, and finds nothing to do the second time", async () => {
    const roles = { web: [note("a"), note("b"), daemon(["a"])] };
    const first = await apply(roles);
    const stored = keep.count();
    const second = await apply(roles);

    expect(first.changed).toBe(3);
    expect([read("a"), read("b")]).toEqual(["a", "b"]);
    expect(second.prepared.plan.changes).toEqual([]);
    expect(second.run.session.steps).toHaveLength(1);
    expect(keep.count()).toBe(stored);
    expect(keep.last().roles.web).toMatchObject({
      version: "1.0.0",
      resources: [
        { type: "note", identity: at("a"), created: true },
        { identity: at("b"), created: true },
        { type: "daemon" },
      ],
    });
  });

  it("needs one round trip for each change, and one to begin with", async () => {
    const { run } = await apply({ web: [note("a"), note("b"), note("c")] });

    expect(run.session.steps.map(({ purpose }) => purpose.replaceAll(`${folder}/`, ""))).toEqual([
      "check",
      "check",
      "note:a",
      "note:b",
      "note:c",
    ]);
  });

  it("leaves alone what has become as wanted since the plan", async () => {
    const run = fixtureRun(folder, { web: [note("a"), note("b")] });
    const prepared = await planMachine(run);
    writeFileSync(at("a"), "a");

    const changed = await applyRole(prepared, "web", keep);

    expect(changed).toBe(1);
    expect(run.events.ofType("resource-finished")).toMatchObject([{ changed: false }, { changed: true }]);
    expect(keep.last().roles.web?.resources).toMatchObject([{ created: false }, { created: true }]);
  });

  it("touches nothing that the plan did not list", async () => {
    writeFileSync(at("b"), "b");
    const prepared = await planMachine(fixtureRun(folder, { web: [note("a"), note("b")] }));
    writeFileSync(at("b"), "edited");

    await applyRole(prepared, "web", keep);

    expect(read("b")).toBe("edited");
  });

  it("takes away at its place what is to be absent and came with a package of the same run", async () => {
    const bringing = { ...script, bringsFiles: true } as unknown as ResourceType<never, unknown>;
    const types = new Map([...fixtureRun(folder, {}).types, [bringing.name, bringing]]);
    const run = `echo x > ${at("default")}; touch ${at("installed")}`;
    const install = resource("script", { name: "install", run, creates: at("installed") });
    const absent = { ...resource("note", { path: at("default") }), ensure: "absent" as const };

    const { prepared } = await apply({ web: [install, absent] }, { types });

    expect(brief(prepared.plan.changes)).toEqual(["run script:install", "may-run note:default"]);
    expect(existsSync(at("default"))).toBe(false);
  });

  it("looks again at what is as wanted only until a package of the same run brings it", async () => {
    const bringing = { ...script, bringsFiles: true } as unknown as ResourceType<never, unknown>;
    const quiet: ResourceType<{ path: string }, boolean> = {
      name: "quiet",
      schema: {},
      identify: ({ path }) => path,
      observe: (all) => all.map(({ path }) => `[ -s '${path}' ] && echo loud || echo quiet`).join("\n"),
      read: (output) =>
        output
          .trim()
          .split("\n")
          .map((line) => line === "loud"),
      nothing: () => false,
      compare: (_, isLoud) => (isLoud ? { action: "stop", differences: [], destroys: true } : undefined),
      change: ({ path }) => `: >'${path}'`,
      onceBrought: (_, isLoud) => (isLoud ? undefined : { field: "ensure", to: "quiet" }),
    };
    const types = new Map([...fixtureRun(folder, {}).types, [bringing.name, bringing], [quiet.name, quiet as never]]);
    const run = `echo x >'${at("unit")}'`;
    const install = resource("script", { name: "install", run, creates: at("unit") });

    const first = await apply({ web: [install, resource("quiet", { path: at("unit") })] }, { types });
    const second = await planMachine(fixtureRun(folder, { web: [resource("quiet", { path: at("unit") })] }, { types }));

    expect(brief(first.prepared.plan.changes)).toEqual(["run script:install", "may-run quiet:unit"]);
    expect(first.changed).toBe(2);
    expect(second.plan.changes).toEqual([]);
  });

  it("decides at its place whether a command that may run does", async () => {
    const prepare = resource("script", { name: "prepare", run: `touch '${at("done")}'`, creates: at("done") });
    const migrate = resource("script", { name: "migrate", run: `echo x >> '${at("ran")}'`, creates: at("done") });

    const { changed } = await apply({ web: [note("a"), prepare, migrate] });

    expect(changed).toBe(2);
    expect(existsSync(at("ran"))).toBe(false);
  });

  it("refuses a change that has come to destroy something since the plan", async () => {
    const fickle: ResourceType<{ name: string }, boolean> = {
      name: "fickle",
      schema: {},
      identify: ({ name }) => name,
      change: () => "",
      observe: () => `[ -e '${at("grown")}' ] && echo yes || echo no`,
      read: (output) => [output === "yes\n"],
      nothing: () => false,
      compare: (_props, isGrown) => ({ action: "update", differences: [], ...(isGrown && { destroys: true }) }),
    };
    const types = new Map([["fickle", fickle as ResourceType<never, unknown>]]);
    const prepared = await planMachine(fixtureRun(folder, { web: [resource("fickle", { name: "x" })] }, { types }));
    writeFileSync(at("grown"), "");

    await expect(applyRole(prepared, "web", keep)).rejects.toMatchObject({
      code: "changed-since-plan",
      ending: "refused",
    });
  });

  it("runs a command that always runs, once in each apply", async () => {
    const always = resource("script", { name: "always", run: `echo x >> '${at("ran")}'`, always: true });

    await apply({ web: [always] });
    await apply({ web: [always] });

    expect(read("ran")).toBe("x\nx\n");
  });

  it("gives what a command prints to whoever waits for it", async () => {
    const token = { $tag: "output", machine: "m-1", name: "token" } as const;
    const produce = resource("script", {
      name: "t",
      run: "echo secret-token",
      creates: at("t"),
      always: true,
      output: "token",
    });

    const { prepared, run } = await apply({ web: [produce, note("joined", token)] });

    expect(brief(prepared.plan.changes)).toEqual(["run script:t", "create note:joined"]);
    expect(prepared.pendingOutputs).toEqual(["m-1/token"]);
    expect(run.outputTexts.get("m-1/token")).toBe("secret-token");
    expect(read("joined")).toBe("secret-token");
  });

  it("plans a consumer as may run while the producer's last value may change", async () => {
    const token = { $tag: "output", machine: "m-1", name: "token" } as const;
    const produce = resource("script", { name: "t", run: "echo two", always: true, output: "token" });
    const run = fixtureRun(folder, { web: [produce, note("joined", token)] });
    run.outputTexts.set("m-1/token", "one");
    writeFileSync(at("joined"), "one");

    const prepared = await planMachine(run);
    await applyRole(prepared, "web", keep);

    expect(brief(prepared.plan.changes)).toEqual(["run script:t", "may-run note:joined"]);
    expect(read("joined")).toBe("two");
  });

  it("fails with the program's last words, without secrets, and stops there", async () => {
    const fail = resource("script", {
      name: "fail",
      run: 'echo "no such user: $PASSWORD" >&2; exit 5',
      environment: { PASSWORD: { $tag: "secret", name: "p" } },
    });
    const run = fixtureRun(folder, { web: [note("a"), fail, note("b")] });
    run.secretTexts.set("p", "hunter2hunter2");
    const prepared = await planMachine(run);

    const attempt = applyRole(prepared, "web", keep);

    await expect(attempt).rejects.toMatchObject({
      code: "resource-failed",
      message: "script:fail of role web failed on m-1 with status 5.\n    no such user: (sensitive)",
    });
    expect(run.events.ofType("resource-failed")).toMatchObject([
      { resource: "script:fail", output: "no such user: (sensitive)" },
    ]);
    expect(existsSync(at("b"))).toBe(false);
    expect(keep.last().roles.web?.resources).toMatchObject([{ identity: at("a"), created: true }]);
  });

  it("fails when a change did not make it so", async () => {
    const attempt = apply({ web: [resource("stubborn", { name: "x" })] });

    await expect(attempt).rejects.toMatchObject({
      code: "did-not-converge",
      message: expect.stringContaining("state (off, wanted on)"),
    });
  });

  it("fails when a value is still unknown at its place", async () => {
    const waiting = note("a", { $tag: "output", machine: "m-2", name: "token" });

    await expect(apply({ web: [waiting] })).rejects.toMatchObject({ code: "value-still-unknown" });
    expect(existsSync(at("a"))).toBe(false);
  });

  it("stops before the next resource when it is aborted", async () => {
    const controller = new AbortController();
    const session = localSession(at("lambdastack"), (result, { purpose }) => {
      if (purpose.endsWith("/a")) controller.abort();
      return result;
    });
    const run = fixtureRun(folder, { web: [note("a"), note("b")] }, { session });
    const prepared = await planMachine(run);

    const attempt = applyRole(prepared, "web", { ...keep, signal: controller.signal });

    await expect(attempt).rejects.toMatchObject({ code: "interrupted", ending: "interrupted" });
    expect([existsSync(at("a")), existsSync(at("b"))]).toEqual([true, false]);
    expect(keep.last().roles.web?.resources).toHaveLength(1);
  });
});

describe("what leaves the list", () => {
  it("is removed when we created it and nobody changed it, and what is left is listed", async () => {
    writeFileSync(at("theirs"), "before");
    await apply({ web: [note("a"), note("edited"), note("theirs"), daemon(["a"])], proxy: [note("p")] });
    writeFileSync(at("edited"), "by hand");

    const { prepared, run } = await apply({ proxy: [note("p")] });

    expect(brief(prepared.plan.changes)).toEqual(["delete note:a"]);
    expect(prepared.plan.changes[0]).toMatchObject({ role: "web", destroys: true });
    expect(
      prepared.plan.unmanaged.map(({ resource: id, reason }) => `${id.replace(`${folder}/`, "")}: ${reason}`),
    ).toEqual([
      "note:edited: changed by hand since",
      "note:theirs: it was there before",
      "daemon:d: a daemon is never removed unasked",
    ]);
    expect([existsSync(at("a")), read("edited"), read("theirs")]).toEqual([false, "by hand", "theirs"]);
    expect(keep.last().roles.web).toBeUndefined();
    expect(run.session.steps).toHaveLength(3);
    expect((await plan({ proxy: [note("p")] })).plan).toMatchObject({ changes: [], unmanaged: [] });
  });

  it("is removed last made first, and a service that watched it restarts in the same apply", async () => {
    await apply({ web: [note("a"), note("b"), note("c"), daemon(["a", "b", "c"])] });

    const { prepared } = await apply({ web: [note("a"), daemon(["a", "b", "c"])] });
    const after = await plan({ web: [note("a"), daemon(["a", "b", "c"])] });

    expect(brief(prepared.plan.changes)).toEqual(["delete note:c", "delete note:b", "restart daemon:d"]);
    expect(after.plan.changes).toEqual([]);
  });

  it("stays when another role wants it, which then owns it", async () => {
    await apply({ web: [note("a")] });
    await apply({ proxy: [note("a")] });
    await apply({ cache: [] });

    expect(existsSync(at("a"))).toBe(false);
    expect(keep.last().roles).toEqual({ cache: { version: "1.0.0", resources: [] } });
  });

  it("is removed although only added to a file of others, which stays", async () => {
    const types = new Map([["line", line as unknown as ResourceType<never, unknown>]]);
    const added = resource("line", { path: at("hosts"), line: "ours" });
    writeFileSync(at("hosts"), "theirs\n");

    await apply({ web: [added] }, { types });
    const between = read("hosts");
    await apply({ web: [] }, { types });

    expect([between, read("hosts")]).toEqual(["theirs\nours\n", "theirs\n"]);
  });

  it("stays while its role is deferred", async () => {
    await apply({ web: [note("a")] });

    const { prepared } = await apply({}, { deferred: [{ role: "web", reason: "reads what is unknown" }] });

    expect(prepared.plan).toMatchObject({ changes: [], unmanaged: [], deferred: [{ role: "web" }] });
    expect(keep.last().roles.web?.resources).toHaveLength(1);
  });

  it("is kept in mind when only other roles are applied", async () => {
    await apply({ web: [note("a")], proxy: [note("p")] });
    const prepared = await planMachine(fixtureRun(folder, { proxy: [note("p")] }, { applied: keep.last() }));

    await applyRemovals(prepared, { ...keep, roles: ["proxy"] });
    await applyRole(prepared, "proxy", keep);

    expect(existsSync(at("a"))).toBe(true);
    expect(keep.last().roles.web?.resources).toHaveLength(1);
  });
});

describe("a client that dies", () => {
  /** A machine whose client is gone right after the given change was made. */
  async function dieAfter(name: string, roles: Record<string, readonly Resource[]>): Promise<FixtureRun> {
    const session = localSession(at("lambdastack"), (result, { purpose }) => {
      if (purpose.endsWith(`/${name}`)) throw new Error("killed");
      return result;
    });
    const run = fixtureRun(folder, roles, { session, applied: keep.last() });
    const prepared = await planMachine(run);
    await applyRole(prepared, "web", keep).catch(() => undefined);
    return run;
  }

  const journal = () => parseJournal(read("lambdastack/journal"));

  it("leaves a journal from which the next run knows what was created", async () => {
    await dieAfter("b", { web: [note("a"), note("b")] });
    expect(keep.last().roles.web?.resources).toMatchObject([{ identity: at("a") }]);

    await apply({ web: [note("a"), note("b")] }, { journal: journal() });
    await apply({ web: [note("a")] }, { journal: journal() });

    expect([existsSync(at("a")), existsSync(at("b"))]).toEqual([true, false]);
  });

  it("leaves alone what it created last when that leaves the list at once", async () => {
    await dieAfter("a", { web: [note("a")] });

    const { plan: found } = await plan({ web: [] }, { journal: journal() });

    expect(found.changes).toEqual([]);
    expect(found.unmanaged).toMatchObject([{ reason: "the run that created it did not finish" }]);
  });

  it("stores what the journal told before a new journal replaces it", async () => {
    await dieAfter("a", { web: [note("a")] });
    const prepared = await planMachine(fixtureRun(folder, { web: [note("a"), note("b")] }, { journal: journal() }));
    const stored: AppliedMachine[] = [];

    await applyRole(prepared, "web", { ...keep, recorded: async (applied) => void stored.push(applied) });

    expect(stored[0]?.roles.web?.resources).toMatchObject([{ identity: at("a"), created: true }]);
  });

  it("says what was in work when the journal ends there", async () => {
    const entry = {
      run: "r",
      sequence: 1,
      role: "web",
      type: "note",
      identity: "/x",
      created: false,
      state: "started",
    } as const;

    const { run } = await plan({ web: [] }, { journal: [entry] });

    expect(run.events.ofType("note")).toEqual([
      { type: "note", message: "The last run on m-1 ended while changing note:/x of role web." },
    ]);
  });

  it("does not bring back what was recorded and has left the list since", async () => {
    await apply({ web: [note("a")] });
    writeFileSync(at("a"), "by hand");
    await apply({ web: [] }, { journal: journal() });

    const { prepared } = await apply({ web: [] }, { journal: journal() });

    expect(prepared.plan.unmanaged).toEqual([]);
  });

  it("marks a change that failed, and what was not there before counts as ours", async () => {
    const fail = resource("script", { name: "fail", run: "exit 1" });
    await apply({ web: [note("a"), fail] }).catch(() => undefined);

    expect(journal().map(({ identity, state }) => [identity.replace(`${folder}/`, ""), state])).toEqual([
      ["a", "started"],
      ["a", "done"],
      ["fail", "started"],
      ["fail", "failed"],
    ]);
    rmSync(at("a"));
  });
});
