import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const checkout = resolve(import.meta.dirname, "../..");
const providers = readdirSync(join(checkout, "infrastructure/providers"));

/** Words of the old products, by which their documents are known; nothing is decided by them. */
const oldWords = "core/src/documents/legacy-kinds.ts";

const programs = (): string[] => {
  const { stdout } = spawnSync("git", ["ls-files", "--", "*/src/*.ts", "*/plugins/*.ts", "plugins/*.ts"], {
    cwd: checkout,
    encoding: "utf8",
  });
  return stdout
    .split("\n")
    .filter((file) => file !== "" && file !== oldWords && !/\.test\.ts$|\/fixtures?[./]|role-testing/.test(file));
};

/** Terraform has a backend that is named like a provider of ours. */
const backend = 'backend.type !== "local"';

/** Where a program compares with, or looks something up by, the name of a provider. */
function decisions(text: string, names: readonly string[]): string[] {
  const name = `(["'\`])(?:${names.join("|")})\\1`;
  const patterns = [
    new RegExp(`[!=]==?\\s*${name}`),
    new RegExp(`${name}\\s*[!=]==?`),
    new RegExp(`case\\s+${name}`),
    new RegExp(`(?:includes|has|get|startsWith|endsWith|provider|loadProvider|definition)\\([^()]*${name}`),
    new RegExp(`\\[[^\\]]*${name}[^\\]]*\\]\\.includes`),
    new RegExp(`^\\s*(?:${names.join("|")}):\\s`),
    new RegExp(`\\bprovider:\\s*${name}`),
  ];
  return text.split("\n").filter((line) => patterns.some((pattern) => pattern.test(line)));
}

/** Such as where machines are given: the kind that tells it is core's own. */
const clouds = providers.filter((name) => name !== "any");

it("no program outside a provider's own folder decides by a provider's name", () => {
  const found = programs().flatMap((file) =>
    decisions(readFileSync(join(checkout, file), "utf8"), clouds).map((line) => `${file}: ${line.trim()}`),
  );

  expect(found.filter((one) => !one.includes(backend))).toEqual([]);
});

it.each([
  'if (provider === "aws") {',
  "switch (name) { case 'azure': return 1; }",
  'const isCloud = ["aws", "google"].includes(provider);',
  '  google: "projects",',
  '  { kind: "lambdastack-cluster", provider: "local", owner: "core" },',
])("sees the decision in %s", (line) => {
  expect(decisions(line, clouds)).toEqual([line]);
});

it("sees none in words for people", () => {
  expect(decisions('examples: ["infra template -f input.yaml -p local"],', clouds)).toEqual([]);
});
