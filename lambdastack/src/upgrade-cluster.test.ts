import type { UpgradeOutcome } from "@lambdastack/components";
import type { InfrastructureChange } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { upgradeCluster } from "./upgrade-cluster.ts";

const need = {
  role: "store",
  machine: "a",
  what: "memory",
  wanted: 2,
  has: 1,
  from: "store 4",
  reason: "why",
} as const;
const done: UpgradeOutcome = { steps: [], isDone: true };
const update: InfrastructureChange = { action: "update", what: "machine", name: "a", destroys: false };

/** What is asked of both halves, in order; `answers` of the components, one after another. */
function halves(changes: readonly InfrastructureChange[], answers: readonly UpgradeOutcome[]) {
  const asked: string[] = [];
  const left = [...answers];
  const plan = { changes: [...changes], machines: [], observed: {} };
  return {
    asked,
    infrastructure: {
      plan: async ({ files }: { files?: readonly string[] } = {}) => {
        asked.push(`plan ${files?.join()}`);
        return plan;
      },
      apply: async ({ files }: { files?: readonly string[] } = {}) => {
        asked.push(`apply ${files?.join()}`);
        return { plan, machines: [] };
      },
    },
    components: {
      upgrade: async ({ returnNeeds = false }: { returnNeeds?: boolean } = {}) => {
        asked.push(returnNeeds ? "look" : "upgrade");
        return left.shift() as UpgradeOutcome;
      },
    },
  };
}

const lacking: UpgradeOutcome = { steps: [], needs: [need], isDone: false };
const input = { files: ["input.yaml"] };

describe("an upgrade of a cluster", () => {
  it("leaves machines alone where they lack nothing", async () => {
    const both = halves([update], [done]);

    expect(await upgradeCluster(both, input)).toEqual(done);
    expect(both.asked).toEqual(["look"]);
  });

  it("lets machines go through their own plan first", async () => {
    const both = halves([update], [lacking, done]);

    expect(await upgradeCluster(both, input)).toEqual({ ...done, infrastructure: [update] });
    expect(both.asked).toEqual(["look", "plan input.yaml", "apply input.yaml", "upgrade"]);
  });

  it("shows that plan, and changes nothing, where nothing is to be done", async () => {
    const both = halves([update], [lacking]);

    expect(await upgradeCluster(both, { ...input, dryRun: true })).toEqual({ ...lacking, infrastructure: [update] });
    expect(both.asked).toEqual(["look", "plan input.yaml"]);
  });

  it("leaves the refusal to the roles where documents change no machine", async () => {
    const both = halves([], [lacking, done]);

    await upgradeCluster(both, input);

    expect(both.asked).toEqual(["look", "plan input.yaml", "upgrade"]);
  });

  it.each(["create", "delete", "replace"] as const)("refuses to %s machines", async (action) => {
    const both = halves([update, { ...update, action, name: "b" }], [lacking]);

    await expect(upgradeCluster(both, input)).rejects.toMatchObject({
      code: "upgrade-makes-machines",
      ending: "refused",
      message: expect.stringContaining(`${action} b`),
    });
    expect(both.asked).toEqual(["look", "plan input.yaml"]);
  });
});
