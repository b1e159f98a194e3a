import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { textLabels } from "./text-labels.ts";

const read = (text: string) => textLabels(parse(text), text);

describe("textLabels", () => {
  it("keeps labels as the file spells them, where a number would lose a digit", () => {
    expect(read("labels: {provides-kafka: 2.10, port: 0x10, ha: yes, beta: true, version: 0.0.1}").labels).toEqual({
      "provides-kafka": "2.10",
      port: "0x10",
      ha: "yes",
      beta: "true",
      version: "0.0.1",
    });
  });

  it("finds the manifest of one component among several of a file", () => {
    const text = "components: [{ name: one }, { name: two, labels: { provides-kafka: 2.10 } }]";

    expect(textLabels(parse(text).components[1], text, ["components", 1]).labels).toEqual({ "provides-kafka": "2.10" });
  });

  it("keeps what labels are compared with in the same way", () => {
    const text = `
requires:
  strong: [[{key: provides-kafka, operator: ge, values: [2.10]}]]
  weak: [[{key: beta, operator: exists}]]
influences: [[{key: beta, operator: in, values: [true, "x"]}]]
`;

    expect(read(text)).toEqual({
      requires: {
        strong: [[{ key: "provides-kafka", operator: "ge", values: ["2.10"] }]],
        weak: [[{ key: "beta", operator: "exists" }]],
      },
      influences: [[{ key: "beta", operator: "in", values: ["true", "x"] }]],
    });
  });

  it("takes an alias by its value, and leaves a manifest of text alone", () => {
    const plain = { labels: { kind: "cache" } };

    expect(read("x: &v 7\nlabels: {a: *v}").labels).toEqual({ a: "7" });
    expect(textLabels(plain, "")).toBe(plain);
  });
});
