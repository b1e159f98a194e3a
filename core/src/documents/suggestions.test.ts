import { expect, it } from "vitest";
import { didYouMean, nearest } from "./suggestions.ts";

const known = ["count", "machines", "subnets", "port"];

it.each([
  ["cuont", "count"],
  ["Count", "count"],
  ["machinse", "machines"],
  ["prt", "port"],
])("takes %s for %s", (typed, meant) => {
  expect(nearest(typed, known)).toBe(meant);
});

it.each(["host", "size", "x"])("takes %s for nothing, and tells what there is", (typed) => {
  expect(nearest(typed, known)).toBeUndefined();
  expect(didYouMean(typed, known)).toBe("Known: count, machines, subnets, port.");
});
