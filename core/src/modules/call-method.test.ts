import { describe, expect, it } from "vitest";
import { StackError } from "../errors/stack-error.ts";
import { callMethod, type ModuleMethod } from "./call-method.ts";
import { requireKept } from "./keep-promise.ts";
import type { Module } from "./module.ts";

const context = { config: { size: 1 }, state: { azi: { nodes: [{ usedBy: "unused" }] } }, section: undefined };
const sound: Module = { init: ({ config }) => config, plan: () => ({ azi: {} }), apply: () => ({ azi: {} }) };
const loaded = (module: Partial<Module>) => ({
  name: "azi",
  directory: import.meta.dirname,
  file: import.meta.filename,
  module: { ...sound, ...module },
});
const failure = (module: object, method: ModuleMethod) =>
  callMethod(loaded(module as Partial<Module>), method, context).then(
    () => expect.fail("nothing was thrown"),
    (error: StackError) => [error.code, error.message],
  );

describe("callMethod", () => {
  it("gives frozen data, and takes a copy of what it returns", async () => {
    const kept = { azi: { nodes: [1] } };
    const given: boolean[] = [];

    const result = await callMethod(
      loaded({
        plan: (known) => {
          given.push(Object.isFrozen(known.state.azi?.nodes));
          return kept;
        },
      }),
      "plan",
      context,
    );
    kept.azi.nodes.push(2);

    expect(given).toEqual([true]);
    expect(result).toEqual({ azi: { nodes: [1] } });
    expect(Object.isFrozen(context.state.azi.nodes)).toBe(false);
  });

  it.each([
    ["init", { init: () => "text" }, "must return a configuration, received a string"],
    ["plan", { plan: () => [] }, "must return sections of the state by their keys, received a list"],
    ["plan", { plan: () => ({ azi: { at: new Date() } }) }, "only plain data is allowed"],
    ["plan", { plan: () => ({ azi: { run: () => 1 } }) }, "only plain data is allowed"],
    ["apply", { apply: () => ({ lineage: {} }) }, "returns lineage, which is no section"],
    ["apply", { apply: () => ({ azi: 5 }) }, "section azi must be a mapping"],
    ["apply", { apply: () => undefined }, "received nothing"],
    ["audit", { audit: () => [{ what: "x" }] }, "drift 1 must have the texts"],
  ] as [ModuleMethod, object, string][])(
    "refuses from %s what the contract does not know",
    async (method, module, message) => {
      const [code, text] = await failure(module, method);

      expect(code).toBe("wrong-plugin-result");
      expect(text).toContain(`Plugin "azi", method ${method}`);
      expect(text).toContain(message);
    },
  );

  it("names the module and the method of what it throws, and keeps a finding's own code", async () => {
    const bug = await failure({ plan: () => (undefined as never as { x: number }).x }, "plan");
    const own = await failure({ init: () => Promise.reject(new StackError("not-enough", "Too few.")) }, "init");

    expect(bug).toEqual(["plugin-failed", expect.stringMatching(/^Plugin "azi", method plan: .*reading 'x'/)]);
    expect(own).toEqual(["not-enough", 'Plugin "azi", method init: Too few.']);
  });

  it("ends what does not end, after the module's own time limit", async () => {
    const [code, text] = await failure({ timeLimit: 0.05, apply: () => new Promise(() => {}) }, "apply");

    expect(code).toBe("plugin-time-limit");
    expect(text).toContain("0.05 s");
  });
});

describe("requireKept", () => {
  it("accepts what was promised, with the unknown known, and nothing else", () => {
    const promised = { azi: { size: 2, ip: { $tag: "unknown", what: "address" } as const } };

    expect(() => requireKept("azi", promised, { azi: { size: 2, ip: "10.0.0.1" } })).not.toThrow();
    expect(() => requireKept("azi", promised, { azi: { size: 3, ip: "10.0.0.1" } })).toThrow(
      "apply made azi.size 3, and its plan said 2",
    );
    expect(() => requireKept("azi", promised, {})).toThrow("apply made azi nothing");
  });
});
