import type { Machine } from "./machine.ts";

/** Machines that have the number of an earlier one, each with that one: components number their machines for themselves. */
export function sameNumbers(machines: readonly Machine[]): { first: Machine; second: Machine }[] {
  return machines.flatMap((second, position) => {
    const first = machines.slice(0, position).find(({ index }) => index === second.index);
    return first ? [{ first, second }] : [];
  });
}
