import { describe, expect, it } from "vitest";
import { scaledTexts } from "./scaled-texts.ts";

const cluster = (components: string) => ({
  file: "input.yaml",
  text: `# ours\nkind: lambdastack-cluster\nname: mine\nspecification:\n  components:\n${components}`,
});
const scaled = (components: string, ...counts: Parameters<typeof scaledTexts>[1]) =>
  scaledTexts([{ file: "other.yaml", text: "kind: configuration/kafka\n" }, cluster(components)], counts);
const refusal = (code: string) => expect.objectContaining({ code, ending: "invalid" });

describe("documents with other counts", () => {
  it("keep comments, order and formatting", () => {
    const before = "    kafka:\n      count: 3 # an odd number\n      subnets: []\n    web: {count: 1}\n";

    const [other, changed] = scaled(before, { component: "kafka", count: 4 }, { component: "web", count: 2 });

    expect(other?.text).toBe("kind: configuration/kafka\n");
    expect(changed?.text).toBe(
      cluster("    kafka:\n      count: 4 # an odd number\n      subnets: []\n    web: { count: 2 }\n").text,
    );
  });

  it("get a count, and machines that go, where there was none", () => {
    const [, changed] = scaled("    kubernetes_node:\n", { component: "kubernetes-node", count: 2, remove: ["a-1"] });

    expect(changed?.text).toMatch(/kubernetes_node:\n\s+count: 2\n\s+remove:\n?\s*(- |\[ ?)a-1/);
  });

  it("are those of the old products too", () => {
    const text = "kind: epiphany-cluster\nname: default\nspecification:\n  components:\n    kafka:\n      count: 1\n";

    expect(scaledTexts([{ file: "old.yaml", text }], [{ component: "kafka", count: 3 }])[0]?.text).toBe(
      text.replace("count: 1", "count: 3"),
    );
  });

  it("are refused without the component, with those that there are", () => {
    expect(() => scaled("    kafka:\n      count: 1\n", { component: "kafak", count: 2 })).toThrow(
      /It has kafka|kafak/,
    );
    expect(() => scaled("    kafka:\n      count: 1\n", { component: "constructor", count: 2 })).toThrow(
      refusal("no-such-component"),
    );
  });

  it("are refused where machines are listed, and where no cluster is", () => {
    expect(() => scaled("    kafka:\n      machines: [one]\n", { component: "kafka", count: 2 })).toThrow(
      refusal("machines-listed"),
    );
    expect(() => scaledTexts([{ file: "x", text: "kind: other\n" }], [{ component: "kafka", count: 2 }])).toThrow(
      refusal("no-cluster-document"),
    );
  });

  it("are refused where the number stands for others too", () => {
    const shared = "    kafka: &one\n      count: 1\n    web: *one\n";

    expect(() => scaled(shared, { component: "kafka", count: 2 })).toThrow(refusal("count-not-writable"));
  });
});
