import type { Estimate, PlannedChange, Role, TaskContext } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { type Member, misjudged, offersOf } from "./member.ts";

const type = (name: string) => ({ [name]: { type: name === "url" ? "string" : "object" } });
const change = {} as PlannedChange;
const target = { job: "shop", port: 9100 };

/** A role on web-1 that publishes the text `url` or the object `exporter`. */
function member(name: "url" | "exporter", estimate: Partial<Estimate>, published: Member["published"] = {}): Member {
  return {
    role: { name: "shop", manifest: { publishes: type(name) } } as unknown as Role,
    context: { machine: { name: "web-1" } } as TaskContext,
    estimate: { changes: [change], published: {}, ...estimate },
    published,
  };
}
const handed = (one: Member) => offersOf(one).map(({ value, waitsFor }) => [value.value, waitsFor !== undefined]);

describe("what an Ansible role offers to consumers", () => {
  it("is an output where it is a text that only applying tells", () => {
    const [[value, isAwaited] = []] = handed(member("url", { published: { url: "said" } }));

    expect(value).toMatchObject({ $tag: "output", machine: "web-1" });
    expect(isAwaited).toBe(true);
  });

  it("is what check mode says where consumers read parts of it, and nothing before", () => {
    expect(handed(member("exporter", { published: { exporter: target } }))).toEqual([[target, false]]);
    expect(handed(member("exporter", { deferred: "no machine yet" }))).toEqual([]);
  });

  it("is what the last apply said where check mode agrees", () => {
    const settled = member("url", { changes: [], published: { url: "x" } }, { url: "x" });

    expect(handed(settled)).toEqual([["x", false]]);
  });
});

describe("a value that was told by applying", () => {
  const before = member("exporter", { published: { exporter: target } });

  it("is as it was offered, or misjudged", () => {
    expect(misjudged({ ...before, published: { exporter: target } }, offersOf(before))).toEqual([]);
    expect(misjudged({ ...before, published: { exporter: { job: "shop", port: 1 } } }, offersOf(before))).toEqual([
      "exporter",
    ]);
  });

  it("is misjudged where nobody was offered it, and never where it was awaited", () => {
    const deferred = member("exporter", { deferred: "no machine yet" });
    const text = member("url", {});

    expect(misjudged({ ...deferred, published: { exporter: target } }, offersOf(deferred))).toEqual(["exporter"]);
    expect(misjudged({ ...text, published: { url: "x" } }, offersOf(text))).toEqual([]);
  });
});
