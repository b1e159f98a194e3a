import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { Override } from "../documents/overrides.ts";
import type { Resource } from "../resources/resource.ts";
import { applyRole } from "./apply-role.ts";
import { fixtureRun, recorder, resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { planMachine } from "./plan-machine.ts";
import { renderPlan } from "./render-plan.ts";

let folder: string;

const at = (name: string) => join(folder, name);
const note = (content: unknown) => resource("note", { path: at("a"), content: content as string });
const override = (fields: Partial<Override>): Override => ({
  name: "adopted-1",
  machine: "m-1",
  resource: `note:${at("a")}`,
  property: "content",
  value: "overridden",
  ...fields,
});
const run = (resources: readonly Resource[], overrides: Override[]) =>
  fixtureRun(folder, { web: resources }, { overrides });
const prepare = (resources: readonly Resource[], ...overrides: Override[]) => planMachine(run(resources, overrides));
const codeOf = (resources: readonly Resource[], fields: Partial<Override>) =>
  prepare(resources, override(fields)).then(
    () => "planned",
    ({ code, hint }) => [code, hint],
  );

beforeEach(() => {
  folder = temporaryFolder();
});

describe("an override", () => {
  it("counts in place of what the role says, in plan and apply", async () => {
    const prepared = await prepare([note("of the role")], override({}));

    await applyRole(prepared, "web", recorder());

    expect(readFileSync(at("a"), "utf8")).toBe("overridden");
    expect((await prepare([note("of the role")], override({}))).plan.changes).toEqual([]);
  });

  it("is shown in the plan, with a change and without one", async () => {
    const changing = await prepare([note("of the role")], override({}));
    writeFileSync(at("a"), "overridden");
    const settled = await prepare([note("of the role")], override({}));

    const line = `note:${at("a")} (web): content as in configuration/override "adopted-1"`;
    expect(renderPlan({ machines: [changing.plan] }, { color: false })).toContain(line);
    expect(renderPlan({ machines: [settled.plan] }, { color: false })).toBe(
      `m-1\n  overridden by documents\n    ${line}\n\nNo changes. Everything is as wanted.\n`,
    );
  });

  it("leaves the other fields as the role says", async () => {
    const prepared = await prepare([note("of the role")], override({ property: "mode", value: "0600" }));

    expect(prepared.compared[0]?.wanted.props).toMatchObject({ content: "of the role", mode: "0600" });
  });

  it("stands in place of content that is not known yet", async () => {
    const unknown = { $tag: "unknown", what: "an address" };

    expect((await prepare([note(unknown)], override({}))).compared[0]?.wanted.unknown).toEqual([]);
  });

  it.each([
    ["a resource that no role wants", { resource: "note:/nowhere" }, "unknown-override-resource", /Known: note:/],
    ["a field that the type does not have", { property: "moed" }, "unknown-override-property", 'Did you mean "mode"?'],
    ["where content comes from", { property: "template" }, "unknown-override-property", /path, content, mode/],
    ["a value that the field cannot have", { property: "mode", value: "0777" }, "unfit-override", undefined],
    ["what the resource is known by", { property: "path", value: "/b" }, "overridden-identity", /configuration/],
  ])("is refused for %s", async (_title, fields, code, hint) => {
    const [found, said] = (await codeOf([note("one")], fields)) as [string, string | undefined];

    expect(found).toBe(code);
    if (hint === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(hint);
  });

  it("is refused where a secret stands", async () => {
    const withSecret = run([note({ $tag: "secret", name: "word" })], [override({})]);
    withSecret.secretTexts.set("word", "hunter2");

    await expect(planMachine(withSecret)).rejects.toMatchObject({ code: "overridden-secret" });
  });

  it("waits for a role that is deferred", async () => {
    const lost = override({ resource: "note:/of-another-role" });
    const waiting = { ...run([note("one")], [lost]), deferred: [{ role: "late", reason: "unknown" }] };

    expect((await planMachine(waiting)).plan.overrides).toBeUndefined();
  });
});
