import type { RoleManifest } from "@lambdastack/core";
import { expect, it } from "vitest";
import { metadataProblems } from "./metadata-problems.ts";

const manifest: RoleManifest = {
  name: "kafka",
  version: "1.0.0",
  description: "Kafka",
  labels: { short: "BMK", "provides-kafka": "2.5" },
  influences: [[{ key: "kind", operator: "eq", values: ["monitoring"] }]],
};
const same =
  "labels: { short: BMK, provides-kafka: 2.5, name: Bare Metal Kafka }\ninfluences: [[{ operator: eq, key: kind, values: [monitoring] }]]";

it("takes numbers as they are spelled", () => {
  const expression = (version: string) => `[[{ key: provides-kafka, operator: ge, values: [${version}] }]]`;
  const file: RoleManifest = {
    ...manifest,
    labels: { "provides-kafka": "2.10" },
    influences: [[{ key: "provides-kafka", operator: "ge", values: ["2.10"] }]],
  };

  const spelled = `labels: { provides-kafka: 2.10 }\ninfluences: ${expression("2.10")}`;
  expect(metadataProblems(file, "1.0.0", spelled)).toEqual([]);
  expect(metadataProblems(file, "1.0.0", spelled.replaceAll("2.10", "2.1"))).toHaveLength(2);
});

it("finds nothing where metadata says what the file says, whatever the order and the form of numbers", () => {
  expect(metadataProblems(manifest, "1.0.0", same)).toEqual([]);
});

it.each([
  ["another label", same.replace("BMK", "KAF"), 'label short: metadata says "KAF", the file "BMK".'],
  [
    "a label that the file lacks",
    same.replace("name:", "kind: x, name:"),
    'label kind: metadata says "x", the file nothing.',
  ],
  [
    "a label that metadata lacks",
    same.replace("short: BMK,", ""),
    'label short: metadata says nothing, the file "BMK".',
  ],
  [
    "another version",
    same.replace("name:", "version: 2.0.0, name:"),
    'label version: metadata says "2.0.0", the file "1.0.0".',
  ],
  ["other influences", same.replace("monitoring", "logs"), "influences: metadata says"],
  [
    "requirements",
    `${same}\nrequires: { strong: [[{ key: kind, operator: exists }]] }`,
    "requires.strong: metadata says",
  ],
  ["requirements of another form", "requires: { strong: [kafka] }", "no lists of expressions"],
  ["labels of another form", "labels: [kafka]", "labels that are no mapping"],
  ["no mapping", "Kafka 1.0.0", "metadata prints no mapping of YAML or JSON."],
])("tells %s", (_what, output, problem) => {
  const problems = metadataProblems(manifest, "1.0.0", output);

  expect(problems).toEqual([expect.stringContaining(problem)]);
});
