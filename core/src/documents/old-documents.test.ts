import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { clusterKinds, localCluster, providers, roles } from "./fixtures.ts";
import { resolveDocuments } from "./resolve-documents.ts";

/** Files of the old products that lie beside the checkout, where there are any. */
const beside = join(import.meta.dirname, "../../../../shared");

const resolve = (texts: { file: string; text: string }[]) =>
  resolveDocuments({ texts, kinds: clusterKinds, roles, providers });
const yamlFiles = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".yml"))
        .sort()
    : [];

describe("input files of the old products", { timeout: 30_000 }, () => {
  const folder = join(beside, "inputs");
  const files = yamlFiles(folder);
  if (files.length === 0) it.skip(`SKIPPED: no input files in ${folder}`, () => {});

  it.each(files)("%s loads", (file) => {
    const { manifest, unmet, warnings } = resolve([{ file, text: readFileSync(join(folder, file), "utf8") }]);

    expect(manifest.cluster.specification.name).toBe("lambdastack");
    expect(warnings.map(({ code }) => code)).toContain("replaced-key");
    expect(unmet.map(({ message }) => message).join("\n")).toContain("kafka");
  });
});

describe("default documents of the old products", { timeout: 30_000 }, () => {
  const folder = join(beside, "originals-documents");
  const files = yamlFiles(folder);
  if (files.length === 0) it.skip(`SKIPPED: no default documents in ${folder}`, () => {});

  it.each(files)("%s loads", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const provider = file.split("/")[0] ?? "";
    const cluster = localCluster().replace("provider: local", `provider: ${provider === "common" ? "any" : provider}`);
    const texts = [
      { file, text },
      ...(text.includes("kind: lambdastack-cluster") ? [] : [{ file: "cluster.yml", text: cluster }]),
    ];

    expect(resolve(texts).manifest.documents.length).toBeGreaterThan(1);
  });
});
