import type { Machine, StateNode } from "@lambdastack/core";
import { expect, it } from "vitest";
import { compare } from "./compare.ts";

const machine = (name: string, address: string) => ({ name, address }) as Machine;
const node = (name: string, privateIP: string): StateNode => ({
  name,
  privateIP,
  component: "web",
  index: 1,
  usedBy: "web",
});

it("tells which given machines join and leave the cluster, and that none is destroyed", () => {
  const changes = compare(
    [machine("stays", "10.0.0.1"), machine("moved", "10.0.0.9"), machine("new", "10.0.0.3")],
    [node("stays", "10.0.0.1"), node("moved", "10.0.0.2"), node("gone", "10.0.0.4")],
  );

  expect(changes.map(({ action, name, destroys }) => [action, name, destroys])).toEqual([
    ["update", "moved", false],
    ["join", "new", false],
    ["leave", "gone", false],
  ]);
});
