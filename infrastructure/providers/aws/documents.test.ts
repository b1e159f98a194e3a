import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "./index.ts";

const { cluster, draw, kinds, resolve } = cloudUnderTest(aws);

/** Files of the old products that lie beside the checkout, where there are any. */
const beside = join(import.meta.dirname, "../../../../shared");
const originals = join(beside, "originals-documents/aws/defaults/infrastructure");
const minimal = join(beside, "inputs/lambdastack-1.3-minimal-aws.yml");

it.each(
  kinds
    .filter(({ kind }) => kind !== "lambdastack-cluster")
    .map(({ kind, schemaFile, defaultsFile }) => [kind, schemaFile, defaultsFile]),
)("%s has defaults that it takes, and describes everything", (kind, schemaFile, defaultsFile) => {
  const specification = readFileSync(defaultsFile, "utf8").replace(/^/gm, "  ");
  const text = `${cluster("components: { web: {} }")}---\nkind: ${kind}\nprovider: aws\nname: default\nspecification:\n${specification}`;

  expect(resolve(text).warnings).toEqual([]);
  expect(readFileSync(schemaFile, "utf8")).toContain("description:");
});

describe("documents of the old products", { timeout: 30_000 }, () => {
  const files = existsSync(originals) ? readdirSync(originals) : [];
  if (files.length === 0) it.skip(`SKIPPED: no default documents in ${originals}`, () => {});

  it.each(files)("%s loads, validated", (file) => {
    const text = readFileSync(join(originals, file), "utf8");

    const { warnings } = resolve(`${cluster("components: { web: {} }")}---\n${text}`);

    expect(warnings.map(({ code }) => code)).not.toContain("unvalidated-kind");
  });

  it.skipIf(!existsSync(minimal))(
    `the smallest input draws its eleven machines${existsSync(minimal) ? "" : " (SKIPPED: no file)"}`,
    () => {
      const { machines, unmet } = draw(readFileSync(minimal, "utf8"));

      expect(Object.keys(machines)).toHaveLength(11);
      expect(unmet).toMatchObject([{ code: "ssh-sources-missing" }]);
    },
  );
});
