import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "@lambdastack/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { findModules } from "./search-listing.ts";

const manifest = (name: string, labels = {}) => ({ name, version: "1.0.0", description: name, labels });
const folders = (...manifests: ReturnType<typeof manifest>[]) =>
  new Map(manifests.map((one) => [one.name, { manifest: one, origin: "plugins" }]));
const host = {
  roles: folders(manifest("web", { kind: "web" }), manifest("db", { kind: "database" })),
  modules: new Map([["azi", { manifest: manifest("azi", { kind: "nodes" }), origin: "plugins", type: "module" }]]),
  providers: folders(manifest("cloud")),
} as unknown as Host;

describe("findModules", () => {
  it("lists roles, modules and providers by name, without saying what is installed where no cluster is named", async () => {
    const found = await findModules(host, { expression: "kind", cwd: "/", build: undefined });

    expect(found.map(({ name, type, installed }) => [name, type, installed])).toEqual([
      ["azi", "module", undefined],
      ["cloud", "provider", undefined],
      ["db", "role", undefined],
      ["web", "role", undefined],
    ]);
  });

  it("marks the roles that the cluster's inventory has", async () => {
    const build = await mkdtemp(join(tmpdir(), "search-"));
    onTestFinished(() => rm(build, { recursive: true }));
    await writeFile(
      join(build, "inventory.yml"),
      "all:\n  children:\n    db:\n      hosts:\n        one: { ansible_host: 127.0.0.1, ansible_user: root, ansible_ssh_private_key_file: key }\n",
    );

    const found = await findModules(host, { expression: "kind!=infrastructure", cwd: "/", build });

    expect(found.map(({ name, installed }) => [name, installed])).toEqual([
      ["azi", false],
      ["db", true],
      ["web", false],
    ]);
  });
});
