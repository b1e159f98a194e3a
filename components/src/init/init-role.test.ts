import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBuildFolder, openState, settings } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { initRole } from "./init-role.ts";

let cwd: string;
const inBuild = () => settings({ cwd, home: cwd, environment: {}, build: "build" });
const config = () => join(cwd, "build/config/prometheus-config.yml");
const section = (role: string) => ({
  role: `${role}-exporter`,
  status: "applied" as const,
  published: { exporter: { "demo-a-1": { job: role, port: 9000, path: "/metrics" } } },
});
const explained = ({ values }: Awaited<ReturnType<typeof initRole>>) =>
  Object.fromEntries(values.map(({ key, value, source }) => [key, `${value} ${source}`]));

async function record(...roles: string[]): Promise<void> {
  const store = openState(await openBuildFolder(join(cwd, "build")));
  await store.update((draft) => {
    for (const role of roles) draft[role] = section(role);
  });
}

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "init-"));
  await openState(await openBuildFolder(join(cwd, "build"), { create: true })).create();
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe("initRole", { timeout: 60_000 }, () => {
  it("writes what a role computes from the state, and says where every value comes from", async () => {
    await record("postgresql");

    const made = await initRole(inBuild(), "prometheus");

    expect(made.file).toBe(config());
    expect(readFileSync(config(), "utf8")).toBe(made.text);
    expect(made.text).toContain("      postgresql: true # postgresql-exporter has metrics of the job postgresql\n");
    expect(made.text).not.toContain("scrape_interval");
    expect(explained(made)).toMatchObject({
      "alertmanager.alert_rules.postgresql": "true computed",
      "alertmanager.alert_rules.kafka": "false default",
      scrape_interval: "15s default",
    });
  });

  it("keeps what the user changed, and brings what is new in the state", async () => {
    await record("postgresql");
    await initRole(inBuild(), "prometheus");
    const mine = readFileSync(config(), "utf8").replace(/true #.*/, "false # not here");
    writeFileSync(config(), `${mine}  scrape_interval: 30s\n`);
    await record("kafka");

    const made = await initRole(inBuild(), "prometheus");

    expect(made.text).toContain("postgresql: false # not here\n");
    expect(explained(made)).toMatchObject({
      "alertmanager.alert_rules.kafka": "true computed",
      scrape_interval: "30s user",
    });
  });

  it("only shows what it computes from a state that is named", async () => {
    const state = { kind: "state", version: "1.0.0", lineage: "x", serial: 1, kafka: section("kafka") };
    writeFileSync(join(cwd, "state.yml"), JSON.stringify(state));

    const made = await initRole(settings({ cwd, home: cwd, environment: {} }), "prometheus", { state: "state.yml" });

    expect(made.text).toContain("kafka: true # kafka-exporter has metrics of the job kafka");
    expect(made.file).toBeUndefined();
  });

  it("computes nothing for a role that brings no init, and explains its defaults", async () => {
    const made = await initRole(inBuild(), "node_exporter");

    expect(made.text).toContain("specification: {}\n");
    expect(made.values.every(({ source }) => source === "default")).toBe(true);
  });

  it.each([
    [
      "a file that its schema refuses",
      "prometheus",
      { file: "kind: configuration/prometheus\nspecification: {a: 1}\n" },
    ],
    ["a state that is none", "prometheus", { state: "none.yml" }],
    ["a role that does not exist", "promethius", {}],
  ])("refuses %s", async (_title, role, { file, state }: { file?: string; state?: string }) => {
    if (file) {
      await initRole(inBuild(), role);
      writeFileSync(config(), file);
    }

    await expect(initRole(inBuild(), role, { state })).rejects.toMatchObject({ ending: "invalid" });
    if (file) expect(readFileSync(config(), "utf8")).toBe(file);
  });
});
