import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { kinds, localCluster, providers, roles } from "../documents/fixtures.ts";
import { rememberedResolution } from "./remembered-resolution.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "remembered-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
});

const cluster = (name: string) => localCluster("web: { count: 1 }").replace("name: demo", `name: ${name}`);

function resolve(text: string, edition = "1") {
  const file = join(root, "input.yml");
  writeFileSync(file, text);
  const options = { files: [file], kinds, roles, providers };
  return rememberedResolution(options, { folder: join(root, "cache"), edition });
}

const remembered = () => readdirSync(join(root, "cache")).length;

it("gives the same as resolving, and does so once", () => {
  const first = resolve(cluster("demo"));
  const second = resolve(cluster("demo"));

  expect(second).toEqual(first);
  expect(Object.isFrozen(second.manifest.cluster.specification)).toBe(true);
  expect(remembered()).toBe(1);
});

it("resolves anew what differs in a document or comes from another build of the program", () => {
  resolve(cluster("demo"));

  const renamed = resolve(cluster("other"));
  resolve(cluster("other"), "2");

  expect(renamed.manifest.cluster.specification.name).toBe("other");
  expect(remembered()).toBe(3);
});

it("remembers nothing that is wrong or incomplete", () => {
  const wrong = cluster("demo").replace("web:", "colour: red\n    web:");
  expect(() => resolve(wrong)).toThrow(/colour/);
  expect(() => resolve(wrong)).toThrow(/colour/);

  const unmet = resolve(cluster("demo").replace("web:", "wibble:"));

  expect(unmet.unmet).not.toEqual([]);
  expect(remembered()).toBe(0);
});
