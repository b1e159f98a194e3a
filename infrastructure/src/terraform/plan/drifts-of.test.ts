import { expect, it } from "vitest";
import { driftsOf } from "./drifts-of.ts";
import type { ResourceChange } from "./plan-changes.ts";

const machine = (index: string, actions: string[], more: object = {}): ResourceChange => ({
  address: `aws_instance.machine["${index}"]`,
  mode: "managed",
  type: "aws_instance",
  name: "machine",
  index,
  change: { actions, before: { size: "a" }, after: { size: "b" }, ...more },
});
const cloud = { machineResource: "aws_instance.machine" };
const state = {
  version: 4,
  serial: 1,
  lineage: "x",
  resources: [
    {
      mode: "managed" as const,
      type: "aws_instance",
      name: "machine",
      instances: ["gone", "moved", "resized"].map((index_key) => ({ index_key })),
    },
  ],
};

it("tells what happened behind its back from what was never applied", () => {
  const changes = [
    machine("gone", ["create"]),
    machine("moved", ["update"]),
    machine("resized", ["update"]),
    machine("new", ["create"]),
    machine("superfluous", ["delete"]),
    machine("same", ["no-op"]),
  ];
  const drifted = [machine("gone", ["delete"]), machine("moved", ["update"])];

  const drifts = driftsOf({ resource_changes: changes, resource_drift: drifted }, cloud, state);

  expect(drifts.map(({ drift, what, name, detail }) => `${drift} ${what} ${name} ${detail ?? ""}`.trim())).toEqual([
    "missing machine gone",
    "changed machine moved size",
    "pending machine new",
    "pending machine resized size",
    "pending machine superfluous",
  ]);
});
