import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { openBuildFolder } from "../build-folder/open-build-folder.ts";
import { openApplied } from "./open-applied.ts";
import { openOutputs } from "./open-outputs.ts";

let folder: BuildFolder;
beforeEach(async () => {
  folder = await openBuildFolder(join(await mkdtemp(join(tmpdir(), "records-")), "demo"), { create: true });
});

const record = {
  machine: "demo-web-1",
  roles: {
    web: { version: "1.0.0", resources: [{ type: "file", identity: "/a", created: true, record: { hash: "x" } }] },
  },
};

it("keeps what was applied to a machine and forgets it on request", async () => {
  const store = openApplied(folder);
  await store.write(record);

  expect(await openApplied(folder).read("demo-web-1")).toEqual(record);
  expect((await stat(join(folder.applied, "demo-web-1.json"))).mode & 0o777).toBe(0o600);

  await store.remove("demo-web-1");
  expect(await store.read("demo-web-1")).toEqual({ machine: "demo-web-1", roles: {} });
});

it("refuses a record that is cut or of another machine", async () => {
  const store = openApplied(folder);
  await writeFile(join(folder.applied, "cut.json"), '{"machine": "cut"');
  await writeFile(join(folder.applied, "other.json"), JSON.stringify(record));

  for (const machine of ["cut", "other"]) {
    await expect(store.read(machine)).rejects.toMatchObject({ code: "applied-unreadable", ending: "refused" });
  }
});

it("lets no machine's name leave the folder", () => {
  for (const name of ["../state", "a/b", "", ".hidden", "-rf", "a\n"]) {
    expect(() => openApplied(folder).read(name)).toThrow(expect.objectContaining({ code: "invalid-machine-name" }));
  }
});

it("keeps outputs from run to run, whatever their names", async () => {
  const outputs = await openOutputs(folder);

  await Promise.all([
    outputs.write("m1", "token", "a"),
    outputs.write("m1", "__proto__", "b"),
    outputs.write("m2", "token", "c"),
  ]);

  const later = await openOutputs(folder);
  expect(["token", "__proto__", "toString"].map((name) => later.read("m1", name))).toEqual(["a", "b", undefined]);
  expect(later.read("m2", "token")).toBe("c");
  expect((await stat(folder.outputs)).mode & 0o777).toBe(0o600);
  expect(await readFile(folder.outputs, "utf8")).toMatch(/^\{\n/);
});

it("refuses outputs that are no texts", async () => {
  await writeFile(folder.outputs, '{"m1": {"token": 1}}');

  await expect(openOutputs(folder)).rejects.toMatchObject({ code: "outputs-unreadable" });
});
