import { homedir } from "node:os";
import { dirname } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createHost } from "../plugin-host/host.ts";
import { judgeRole, type ObserveOptions, type RuleResult, rules } from "../role-conformance/index.ts";

/**
 * The rules of a valid role as tests of vitest, one each; the same that `lambdastack plugin verify` asks. `states` are the
 * situations to ask it in, in place of one machine and three with its defaults.
 */
export function describeRole(folder: string, options: ObserveOptions = {}): void {
  describe(`the role in ${folder}`, () => {
    let results: readonly RuleResult[] = [];
    beforeAll(async () => {
      const surroundings = { cwd: folder, home: homedir(), environment: {}, configuration: { plugins: [] } };
      const host = await createHost({ ...surroundings, pluginDirectories: [dirname(folder)] });
      results = await judgeRole(host, folder, options);
    });

    it("can be read", () => {
      expect(results.find(({ rule }) => rule === "manifest")?.problems).toEqual([]);
    });
    it.each(rules.map(({ promise, name }) => [promise, name] as const))("%s", (_, name) => {
      expect(results.find(({ rule }) => rule === name)?.problems).toEqual([]);
    });
  });
}
