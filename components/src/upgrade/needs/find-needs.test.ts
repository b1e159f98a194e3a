import type { InfrastructureNeed, PreparedMachine } from "@lambdastack/core";
import { expect, test } from "vitest";
import type { UpgradeStep } from "../upgrade-run.ts";
import { findNeeds } from "./find-needs.ts";

const crossing = { package: "store", version: "4.0" };
const prepared = (infrastructure: readonly InfrastructureNeed[], { memory = 1024, processors = 2 } = {}) => ({
  machines: [
    { plan: { machine: "a" }, run: { facts: { memory: memory * 2 ** 20, processors } } },
  ] as unknown as PreparedMachine[],
  roles: new Map([["store", { manifest: { infrastructure } }]]) as never,
});
const step = (from: string, to: string): UpgradeStep => ({
  role: "store",
  machine: "a",
  packages: [{ name: "store", from, to }],
  isDone: false,
});
const memory: InfrastructureNeed = { crossing, memory: 2048, reason: "its index is kept in memory" };

test("a machine that has less than its role wants of it is told, with what and why", () => {
  expect(findNeeds(prepared([memory]), [step("3.9", "4.1")])).toEqual([
    {
      role: "store",
      machine: "a",
      what: "memory",
      wanted: 2048,
      has: 1024,
      from: "store 4.0",
      reason: "its index is kept in memory",
    },
  ]);
});

test("it is no matter where the version is not crossed, or where there is enough", () => {
  expect(findNeeds(prepared([memory]), [step("3.8", "3.9"), step("4.0", "4.1")])).toEqual([]);
  expect(findNeeds(prepared([memory], { memory: 2048 }), [step("3.9", "4.0")])).toEqual([]);
});

test("processors are counted too", () => {
  const needs = findNeeds(prepared([{ ...memory, processors: 4 }], { memory: 4096 }), [step("3.9", "4.0")]);

  expect(needs.map(({ what, wanted, has }) => [what, wanted, has])).toEqual([["processors", 4, 2]]);
});
