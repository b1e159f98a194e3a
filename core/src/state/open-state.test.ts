import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { parse } from "yaml";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { openBuildFolder } from "../build-folder/open-build-folder.ts";
import { openState } from "./open-state.ts";
import type { State } from "./state.ts";

const newFolder = async () => openBuildFolder(join(await mkdtemp(join(tmpdir(), "state-")), "demo"), { create: true });
let folder: BuildFolder;
beforeEach(async () => {
  folder = await newFolder();
});

const apply = (version: string) => (draft: State) => {
  draft.web = { status: "applied", version };
};

/** A state with serial 3 and the copies 1 and 2. */
async function threeVersions() {
  const store = openState(folder);
  const { lineage } = await store.create();
  await store.update(apply("1.0.0"));
  await store.update(apply("2.0.0"));
  return { store, lineage };
}

it("has no state before the first apply", async () => {
  expect(await openState(folder).read()).toBeUndefined();
});

it("begins with a lineage of its own and counts every write", async () => {
  const { store, lineage } = await threeVersions();

  const other = await openState(await newFolder()).create();

  expect(await store.read()).toMatchObject({ kind: "state", lineage, serial: 3, web: { version: "2.0.0" } });
  expect(other).toMatchObject({ serial: 1 });
  expect(other.lineage).not.toBe(lineage);
  expect((await stat(folder.state)).mode & 0o777).toBe(0o600);
});

it("does not begin twice", async () => {
  await openState(folder).create();

  await expect(openState(folder).create()).rejects.toMatchObject({ code: "state-exists" });
});

it("keeps the versions before, and at most fifty", async () => {
  const store = openState(folder);
  await store.create();
  for (let count = 0; count < 55; count += 1) await store.update(apply(`1.0.${count}`));

  const history = await store.history();

  expect(history.map(({ serial }) => serial)).toEqual(Array.from({ length: 51 }, (_, index) => index + 6));
  expect(history.at(-1)).toEqual({ serial: 56, current: true });
});

it("writes the same text in whatever order keys were set", async () => {
  const one = openState(folder);
  await one.create();
  await one.update((draft) =>
    Object.assign(draft, { zoo: { status: "applied", b: 1, a: 2 }, bar: { status: "failed" } }),
  );

  const keys = [...(await readFile(folder.state, "utf8")).matchAll(/^ *(\w+):/gm)].map(([, key]) => key);

  expect(keys).toEqual(["kind", "version", "lineage", "serial", "bar", "status", "zoo", "a", "b", "status"]);
});

it("takes edits by hand and leaves sections of unknown modules untouched", async () => {
  const { store } = await threeVersions();
  const text = await readFile(folder.state, "utf8");
  await writeFile(folder.state, `${text}stranger:\n  anything: [1, {deep: "{{x}}"}, null, "010"]\n`);

  await store.update(apply("3.0.0"));

  expect(parse(await readFile(folder.state, "utf8"))).toMatchObject({
    serial: 4,
    stranger: { anything: [1, { deep: "{{x}}" }, null, "010"] },
    web: { version: "3.0.0" },
  });
});

it("does not let a module change what identifies the state", async () => {
  const { store, lineage } = await threeVersions();

  const state = await store.update((draft) => Object.assign(draft, { serial: 99, lineage: "x", version: "9.0.0" }));

  expect(state).toMatchObject({ serial: 4, lineage, version: "1.0.0" });
});

it("does the updates of many machines one after another and loses none", async () => {
  const store = openState(folder);
  await store.create();

  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      store.update((draft) => Object.assign(draft, { [`m${index}`]: { status: "applied" } })),
    ),
  );

  const state = await openState(folder).read();
  expect(state?.serial).toBe(21);
  expect(Object.keys(state ?? {})).toHaveLength(24);
});

it("leaves the file as it was when a change is no state", async () => {
  const { store } = await threeVersions();
  const before = await readFile(folder.state, "utf8");

  const update = store.update((draft) => Object.assign(draft, { Web: { status: "sideways" } }));

  await expect(update).rejects.toMatchObject({ code: "state-invalid" });
  expect(await readFile(folder.state, "utf8")).toBe(before);
});

it("notices when someone else wrote in between", async () => {
  const { store } = await threeVersions();
  await openState(folder).update(apply("7.0.0"));

  await expect(store.update(apply("3.0.0"))).rejects.toMatchObject({ code: "state-changed", ending: "refused" });
});

it.each([
  ["truncated to nothing", "state-unreadable", () => ""],
  ["cut in the middle of a text", "state-unreadable", (text: string) => `${text}web2: "ab`],
  ["no YAML", "state-unreadable", (text: string) => `${text}\n}{: [`],
  ["a list", "state-invalid", () => "- a\n"],
  ["of a later format", "future-state", (text: string) => text.replace("1.0.0", "2.0.0")],
  ["of another cluster", "foreign-lineage", (text: string) => text.replace(/lineage: .*/, "lineage: other")],
  ["older than its copies", "serial-went-back", (text: string) => text.replace("serial: 3", "serial: 1")],
  ["without a valid serial", "state-invalid", (text: string) => text.replace("serial: 3", 'serial: "3"')],
])("refuses a state that is %s", async (_, code, damage) => {
  await threeVersions();
  await writeFile(folder.state, damage(await readFile(folder.state, "utf8")));

  await expect(openState(folder).read()).rejects.toMatchObject({ code, ending: "refused" });
  await expect(openState(folder).update(apply("3.0.0"))).rejects.toMatchObject({ code });
});

it("names the newest good copy and the command that restores it", async () => {
  await threeVersions();
  await writeFile(folder.state, "");
  await writeFile(join(folder.states, "2.yml"), "damaged too: [");

  await expect(openState(folder).read()).rejects.toMatchObject({
    hint: expect.stringContaining("lambdastack state restore 1"),
  });
});

it("refuses a lost state rather than taking the cluster for a new one", async () => {
  await threeVersions();
  await rm(folder.state);

  await expect(openState(folder).read()).rejects.toMatchObject({ code: "state-missing" });
  await expect(openState(folder).create()).rejects.toMatchObject({ code: "state-missing" });
});

it("restores an earlier version as a new one", async () => {
  const { store, lineage } = await threeVersions();

  const restored = await store.restore(2);

  expect(restored).toMatchObject({ serial: 4, lineage, web: { version: "1.0.0" } });
  expect(await store.version(3)).toMatchObject({ web: { version: "2.0.0" } });
  await expect(store.restore(9)).rejects.toMatchObject({ code: "no-such-state-version", hint: "Copies: 1, 2, 3." });
});

it("restores over a broken state and keeps the broken one", async () => {
  await threeVersions();
  await writeFile(folder.state, "broken: [");

  await openState(folder).restore(2);

  expect(await openState(folder).read()).toMatchObject({ serial: 3, web: { version: "1.0.0" } });
  expect(await readFile(`${folder.state}.broken`, "utf8")).toBe("broken: [");
});

it("is readable and loses at most the write in work, wherever a run died", async () => {
  const step = fc.record({ version: fc.string(), crash: fc.constantFrom("none", "before-rename", "after-copy") });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      const crashed = await newFolder();
      await openState(crashed).create();
      let expected: string | undefined;
      for (const { version, crash } of steps) {
        const before = await readFile(crashed.state, "utf8");
        await openState(crashed).update(apply(version));
        if (crash === "none") expected = version;
        else await writeFile(crashed.state, before);
        if (crash === "before-rename") await writeFile(`${crashed.state}.abc.unfinished`, before.slice(0, 9));

        const state = await openState(crashed).read();

        expect(state?.web).toEqual(expected === undefined ? undefined : { status: "applied", version: expected });
      }
      expect((await readdir(crashed.states)).length).toBeLessThanOrEqual(50);
    }),
    { numRuns: 15 },
  );
});
