import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../../core/src/cli/exit-codes.ts";
import configuration from "../../../core/src/configuration/configuration.schema.json" with { type: "json" };
import { legacyRoles } from "../../../core/src/documents/legacy-kinds.ts";
import { renderPlan } from "../../../core/src/engine/render-plan.ts";
import {
  createComponentsHooks,
  createInfrastructureHooks,
  createRepositoryHooks,
  type TaskSource,
} from "../../../core/src/plugin-host/hooks.ts";
import type { Action } from "../../../core/src/resources/resource-type.ts";
import { escapes } from "../../../core/src/templates/escapes.ts";
import { readProduct } from "../../../scripts/docs/product.ts";
import { root } from "./markdown-files.ts";

const page = (name: string): string => readFileSync(join(root, "docs", name), "utf8");

/** Cells of the rows that begin with code, the first without its backticks. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\| `([^`]+)`(.*)\|$/gm)].map(([, first = "", rest = ""]) => [
    first,
    ...rest.split(" | ").slice(1),
  ]);

const firsts = (text: string): string[] =>
  rows(text)
    .map(([first = ""]) => first)
    .sort();

describe("what is told by hand", () => {
  it("of hooks is every hook of every package", () => {
    const table = page("hooks.md").split("## Which hooks there are")[1]?.split("## ")[0] ?? "";
    const all = {
      components: createComponentsHooks({} as TaskSource),
      infrastructure: createInfrastructureHooks(),
      repository: createRepositoryHooks(),
    };

    const told = [...table.matchAll(/^\| ([a-z, ]+?) +\| `(\w+)/gm)].flatMap(([, packages = "", hook = ""]) =>
      (packages === "all three" ? Object.keys(all) : packages.split(", ")).map((name) => `${name} ${hook}`),
    );

    expect(told.sort()).toEqual(
      Object.entries(all)
        .flatMap(([name, hooks]) => Object.keys(hooks).map((hook) => `${name} ${hook}`))
        .sort(),
    );
  });

  it("of labels is every label of every module, and every kind", async () => {
    const { roles, providers } = await readProduct();
    const labels = [...roles, ...providers].map(({ manifest }) => manifest.labels ?? {});

    const told = rows(page("labels.md"));
    const names = told.map(([first = ""]) => first);
    const isTold = (key: string) =>
      names.includes(key) || (key.startsWith("provides-") && names.includes("provides-<software>"));
    const kinds = told.find(([first]) => first === "kind")?.at(-1) ?? "";

    expect(labels.flatMap((one) => Object.keys(one)).filter((key) => !isTold(key))).toEqual([]);
    expect(labels.flatMap(({ kind = "" }) => (kinds.includes(`\`${kind}\``) ? [] : [kind]))).toEqual([]);
  });

  it("of events is every event with its fields", () => {
    const source = readFileSync(join(root, "core/src/events/event.ts"), "utf8");
    const union = source.slice(
      source.indexOf("export type Happening"),
      source.indexOf("/** A happening with its time"),
    );
    const fields = [...union.matchAll(/type: "([\w-]+)"([^}]*)\}/g)].map(([, type = "", rest = ""]) => [
      type,
      ...[...rest.matchAll(/(\w+)\??:/g)].map(([, field = ""]) => field),
    ]);

    const told = rows(page("events.md")).map(([type = "", , more = ""]) => [
      type,
      ...[...more.matchAll(/`(\w+)`/g)].map(([, field = ""]) => field),
    ]);

    expect(told).toEqual(fields);
  });

  it("of the configuration is every key and every variable", () => {
    const [keys = "", variables = ""] = page("configuration.md").split("## Environment");

    expect(firsts(keys)).toEqual(Object.keys(configuration.properties).sort());
    expect(firsts(variables).filter((name) => name.startsWith("LAMBDASTACK_"))).toEqual(variablesInSources());
  });

  it("of exit codes is every code", () => {
    const codes = [...page("exit-codes.md").matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));

    expect(codes).toEqual(Object.values(exitCodes));
  });

  it("of a plan is the sign of every action", () => {
    const table = page("plan-and-apply.md").split("## Signs")[1]?.split("## ")[0] ?? "";

    expect(firsts(table)).toEqual([...new Set(actions.map(signOf))].sort());
  });

  it("of roles that are not here is every old role that is not installed", async () => {
    const installed = (await readProduct()).roles.map(({ manifest }) => manifest.name);
    const list = page("migration.md").split("has no effect until such a role is installed")[1]?.split(".\n\n")[0] ?? "";

    expect(
      [...list.matchAll(/`([a-z-]+)`/g)]
        .map(([, role]) => role)
        .filter((role) => role !== "validate" && role !== "plan"),
    ).toEqual(legacyRoles.filter((role) => !installed.includes(role)));
  });

  it("of templates is every helper", () => {
    const list = page("write-a-role.md").split("helpers, one per kind of file:")[1]?.split(". Use one")[0] ?? "";

    expect([...list.matchAll(/`(\w+)`/g)].map(([, helper]) => helper)).toEqual(Object.keys(escapes));
  });
});

const actions: Action[] = ["create", "update", "delete", "start", "stop", "restart", "reload", "run", "may-run"];

function signOf(action: Action): string {
  const change = { machine: "m", role: "r", resource: "file:/x", action, differences: [] };
  const plan = {
    machine: "m",
    exists: true,
    changes: [change],
    compared: 1,
    unmanaged: [],
    deferred: [],
    observedHash: "",
  };
  return /^ {4}(\S) file:/m.exec(renderPlan({ machines: [plan] }, { color: false }))?.[1] ?? "";
}

/** Variables of ours that the sources of the product read. */
function variablesInSources(): string[] {
  const sources = [
    "core/src",
    "infrastructure/src",
    "infrastructure/providers",
    "components/src",
    "lambdastack/src",
  ].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => readFileSync(join(root, folder, file), "utf8")),
  );
  return [
    ...new Set(
      sources.flatMap((text) => [...text.matchAll(/environment\.(LAMBDASTACK_\w+)/g)].map(([, name = ""]) => name)),
    ),
  ].sort();
}
