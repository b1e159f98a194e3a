import { describe, expect, it } from "vitest";
import { countsOf } from "./counts.ts";

describe("counts of a command line", () => {
  it("name components and numbers", () => {
    expect(countsOf(["kafka=4", "web=0"])).toEqual([
      { component: "kafka", count: 4 },
      { component: "web", count: 0 },
    ]);
  });

  it.each(["kafka", "kafka=", "=3", "kafka=-1", "kafka=1.5", "kafka=99999", "kafka=$(reboot)"])(
    "are not %s",
    (text) => {
      expect(() => countsOf([text])).toThrow(expect.objectContaining({ code: "count-not-said", ending: "invalid" }));
    },
  );

  it("are given once for a component", () => {
    expect(() => countsOf(["kafka=4", "kafka=3"])).toThrow(expect.objectContaining({ code: "count-twice" }));
  });

  it("take machines that go to their components, by the longest name", () => {
    const counts = countsOf(["node=1", "kubernetes_node=2"], ["demo-node-3", "demo-kubernetes-node-1"]);

    expect(counts.map(({ remove }) => remove)).toEqual([["demo-node-3"], ["demo-kubernetes-node-1"]]);
  });

  it.each(["demo-web-1", "demo-kafka", "demo-kafka-0", ".*", "demo-mykafka-1"])("take no machine %s", (machine) => {
    expect(() => countsOf(["kafka=4"], [machine])).toThrow(expect.objectContaining({ code: "not-of-a-component" }));
  });
});
