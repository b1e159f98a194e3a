import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { packageType } from "../resources/package.ts";
import type { Resource } from "../resources/resource.ts";
import { applyRole } from "./apply-role.ts";
import { auditMachine, essenceHash, hasDrift } from "./audit-machine.ts";
import { fixtureRun, recorder, resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { planMachine } from "./plan-machine.ts";
import { renderAudit } from "./render-audit.ts";

let folder: string;
let keep: ReturnType<typeof recorder>;

const at = (name: string) => join(folder, name);
const note = (name: string, content: string) => resource("note", { path: at(name), content });
const prepare = (resources: readonly Resource[]) =>
  planMachine(fixtureRun(folder, { web: resources }, { applied: keep.last() }));
const audit = async (resources: readonly Resource[]) => auditMachine(await prepare(resources));
const classes = ({ findings }: Awaited<ReturnType<typeof audit>>) =>
  Object.fromEntries(findings.map((finding) => [finding.resource.replace(`note:${folder}/`, ""), finding.class]));

beforeEach(async () => {
  folder = temporaryFolder();
  keep = recorder();
  await applyRole(await prepare([note("a", "one"), note("b", "one")]), "web", keep);
});

describe("auditMachine", () => {
  it("finds nothing where nothing happened", async () => {
    const found = await audit([note("a", "one"), note("b", "one")]);

    expect(found).toMatchObject({ findings: [], compared: 2 });
    expect(renderAudit({ machines: [found] }, { color: false })).toBe("No differences: 2 resources on 1 machines.\n");
  });

  it("knows a change of the configuration, which is no drift", async () => {
    const found = await audit([note("a", "two"), note("b", "one"), note("c", "new")]);

    expect(classes(found)).toEqual({ a: "known", c: "known" });
    expect(hasDrift({ machines: [found] })).toBe(false);
  });

  it("tells what was changed by hand from what is gone", async () => {
    writeFileSync(at("a"), "by hand");
    rmSync(at("b"));

    const found = await audit([note("a", "one"), note("b", "one")]);

    expect(classes(found)).toEqual({ a: "manual", b: "missing" });
    expect(hasDrift({ machines: [found] })).toBe(true);
    expect(renderAudit({ machines: [found] }, { color: false })).toContain("-by hand");
  });

  it("calls a change by hand manual also where the configuration moved on", async () => {
    writeFileSync(at("a"), "by hand");

    expect(classes(await audit([note("a", "two"), note("b", "one")]))).toEqual({ a: "manual" });
  });

  it("takes a change by hand that is what the configuration now wants for no difference", async () => {
    writeFileSync(at("a"), "two");

    expect(classes(await audit([note("a", "two"), note("b", "one")]))).toEqual({});
  });

  it("does not take what an older version recorded for unchanged", async () => {
    const { roles, ...applied } = keep.last();
    const web = roles.web ?? { version: "", resources: [] };
    const resources = web.resources.map(({ seen: _seen, ...one }) => one);
    const run = fixtureRun(
      folder,
      { web: [note("a", "two")] },
      {
        applied: { ...applied, roles: { web: { ...web, resources } } },
      },
    );

    expect(classes(auditMachine(await planMachine(run)))).toMatchObject({ a: "manual" });
  });
});

describe("essenceHash", () => {
  it("is the same for a package that was removed and for one of which nothing is left", () => {
    const type = packageType as never;

    expect(essenceHash({ type }, { status: "config-files", version: "1" })).toBe(
      essenceHash({ type }, { status: "not-installed" }),
    );
    expect(essenceHash({ type }, { status: "installed", version: "1" })).not.toBe(
      essenceHash({ type }, { status: "installed", version: "2" }),
    );
  });
});
