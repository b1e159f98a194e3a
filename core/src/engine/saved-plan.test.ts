import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { chmod, cp, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./fixtures/machine-run.ts";
import { hashTree } from "./hash-tree.ts";
import { type PlanBasis, readSavedPlan, verifySavedPlan, writeSavedPlan } from "./saved-plan.ts";

const basis: PlanBasis = {
  documents: { "cluster demo": "1", "configuration/haproxy default": "2" },
  plugins: { haproxy: "3" },
  state: { lineage: "l", serial: 7 },
  infrastructure: "4",
  machines: { "demo-web-1": "5" },
  estimates: { "pages on demo-web-1": "6" },
};
const input = { files: ["/in.yaml"], build: "/build/demo", plugins: [] };
const plan = { cluster: "demo", input, basis, infrastructure: [], components: { machines: [] } };

describe("a saved plan", () => {
  it("is read back as it was written, by its owner alone", async () => {
    const file = join(temporaryFolder(), "plan.json");
    await writeFile(file, "", { mode: 0o644 });

    await writeSavedPlan(file, plan);

    expect(await readSavedPlan(file)).toEqual({ kind: "saved-plan", version: 1, ...plan });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each(["", "[]", "{}", '{"kind": "saved-plan", "version": 2, "basis": {}}'])(
    "is not just any file: %j",
    async (text) => {
      const file = join(temporaryFolder(), "plan.json");
      await writeFile(file, text);

      await expect(readSavedPlan(file)).rejects.toMatchObject({ code: "saved-plan-unreadable", ending: "invalid" });
    },
  );

  const saved = { kind: "saved-plan", version: 1, ...plan } as const;

  it("holds while everything is the same", () => {
    expect(() => verifySavedPlan(saved, structuredClone(basis))).not.toThrow();
  });

  it.each([
    [{ documents: { ...basis.documents, "cluster demo": "x" } }, "document cluster demo changed"],
    [{ documents: { "cluster demo": "1" } }, "document configuration/haproxy default is gone"],
    [{ plugins: { haproxy: "3", constructor: "9" } }, "role folder constructor is new"],
    [{ state: { lineage: "l", serial: 8 } }, "the state changed (serial 8, was 7)"],
    [{ state: { lineage: "m", serial: 7 } }, "the state is another cluster's (lineage m, was l)"],
    [{ infrastructure: "x" }, "the infrastructure is not as it was"],
    [{ machines: { "demo-web-1": "x" } }, "machine demo-web-1 changed"],
    [{ estimates: { "pages on demo-web-1": "x" } }, "Ansible's estimate of pages on demo-web-1 changed"],
  ])("is refused once %j", (change, finding) => {
    expect(() => verifySavedPlan(saved, { ...basis, ...change } as PlanBasis)).toThrow(
      expect.objectContaining({ code: "stale-plan", ending: "refused", message: expect.stringContaining(finding) }),
    );
  });

  it("names every reason at once", () => {
    const current = { ...basis, infrastructure: "x", machines: {} };

    expect(() => verifySavedPlan(saved, current)).toThrow(
      expect.objectContaining({ ending: "refused", problems: [expect.anything(), expect.anything()] }),
    );
  });
});

describe("hashTree", () => {
  function tree(): string {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a", "b"), "text");
    symlinkSync("a/b", join(folder, "link"));
    return folder;
  }

  it("is the same for a copy", async () => {
    const [original, copy] = [tree(), temporaryFolder()];
    await cp(original, copy, { recursive: true, verbatimSymlinks: true });

    expect(await hashTree(copy)).toBe(await hashTree(original));
  });

  it.each([
    ["content", (folder: string) => writeFile(join(folder, "a", "b"), "text2")],
    ["a new file", (folder: string) => writeFile(join(folder, "c"), "")],
    ["a new empty folder", async (folder: string) => mkdirSync(join(folder, "c"))],
    ["the executable bit", (folder: string) => chmod(join(folder, "a", "b"), 0o755)],
  ])("differs after a change of %s", async (_what, change) => {
    const folder = tree();
    const before = await hashTree(folder);

    await change(folder);

    expect(await hashTree(folder)).not.toBe(before);
    expect(await readFile(join(folder, "link"), "utf8")).toContain("text");
  });
});
