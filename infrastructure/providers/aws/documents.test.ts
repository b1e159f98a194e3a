import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { awsCluster, drawingOf, kinds, resolveAws } from "./fixtures/drawn.ts";
import { draw } from "./machines/draw.ts";

/** Files of the old products that lie beside the checkout, where there are any. */
const beside = join(import.meta.dirname, "../../../../shared");
const originals = join(beside, "originals-documents/aws/defaults/infrastructure");
const minimal = join(beside, "inputs/lambdastack-1.3-minimal-aws.yml");

it.each(kinds.map(({ kind, schemaFile, defaultsFile }) => [kind, schemaFile, defaultsFile]))(
  "%s has defaults that it takes, and describes everything",
  (kind, schemaFile, defaultsFile) => {
    const specification = readFileSync(defaultsFile, "utf8").replace(/^/gm, "  ");
    const text = `${awsCluster("components: { web: {} }")}---\nkind: ${kind}\nprovider: aws\nname: default\nspecification:\n${specification}`;

    expect(resolveAws(text).warnings).toEqual([]);
    expect(readFileSync(schemaFile, "utf8")).toContain("description:");
  },
);

describe("documents of the old products", { timeout: 30_000 }, () => {
  const files = existsSync(originals) ? readdirSync(originals) : [];
  if (files.length === 0) it.skip(`SKIPPED: no default documents in ${originals}`, () => {});

  it.each(files)("%s loads, validated", (file) => {
    const text = readFileSync(join(originals, file), "utf8");

    const { warnings } = resolveAws(`${awsCluster("components: { web: {} }")}---\n${text}`);

    expect(warnings.map(({ code }) => code)).not.toContain("unvalidated-kind");
  });

  it.skipIf(!existsSync(minimal))(
    `the smallest input draws its eleven machines${existsSync(minimal) ? "" : " (SKIPPED: no file)"}`,
    () => {
      const { machines, unmet } = draw(drawingOf(readFileSync(minimal, "utf8")));

      expect(Object.keys(machines)).toHaveLength(11);
      expect(unmet).toMatchObject([{ code: "ssh-sources-missing" }]);
    },
  );
});
