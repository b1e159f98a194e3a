import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { UpgradeStep } from "../upgrade-run.ts";
import { compareNumbers, versionNumbers } from "../version-numbers.ts";
import { crosses, isDue } from "./due.ts";

const hop = (machine: string, from: string, to: string, name = "store"): UpgradeStep => ({
  role: "store",
  machine,
  packages: [{ name, from, to }],
  isDone: false,
});
const crossing = { package: "store", version: "4.0" };

describe("a step of a role's upgrade", () => {
  it.each([
    ["3.9.9", "4.0", true],
    ["1:3.9-1", "1:4.0.1-1", true],
    ["3.9", "4.0~rc1", true],
    ["3.9", "3.10", false],
    ["4.0", "4.1", false],
    ["4", "4.0.1", false],
  ])("crosses 4.0 from %s to %s: %s", (from, to, expected) => {
    expect(crosses(hop("a", from, to).packages, crossing)).toBe(expected);
  });

  it("is about its own package", () => {
    expect(crosses(hop("a", "3", "5", "client").packages, crossing)).toBe(false);
  });

  it("is always due where it says no version", () => {
    const step = hop("a", "1", "2");

    expect(isDue({ props: {} }, step, [step])).toBe(true);
  });

  it("is due once for each hop of all machines, where it is done once and says no version", () => {
    const path = [hop("a", "1.0", "1.1"), hop("b", "1.0", "1.1"), hop("a", "1.1", "1.2"), hop("b", "1.1", "1.2")];

    const due = path.filter((step) => isDue({ props: { once: true } }, step, path));

    expect(due).toEqual([path[1], path[3]]);
  });

  it("is done by another role's machines for no one", () => {
    const path = [hop("a", "3", "4"), { ...hop("b", "3", "4"), role: "other" }];

    expect(isDue({ props: { crossing, once: true } }, path[0] as UpgradeStep, path)).toBe(true);
  });

  it("is due exactly once on the way over its version, and for all machines on the last that goes over it", () => {
    const minors = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 6 }).map((all) => all.sort((a, b) => a - b));
    const machines = fc.integer({ min: 1, max: 4 });

    fc.assert(
      fc.property(minors, machines, fc.nat(30), (versions, count, at) => {
        const wanted = { package: "store", version: `3.${at}` };
        const path = versions
          .slice(1)
          .flatMap((to, turn) =>
            Array.from({ length: count }, (_, n) => hop(`m-${n}`, `3.${versions[turn]}`, `3.${to}`)),
          );
        const goesOver = (versions[0] as number) < at && at <= (versions.at(-1) as number);
        const each = path.filter((step) => isDue({ props: { crossing: wanted } }, step, path));
        const once = path.filter((step) => isDue({ props: { crossing: wanted, once: true } }, step, path));

        expect(each.map(({ machine }) => machine)).toEqual(
          goesOver ? Array.from({ length: count }, (_, n) => `m-${n}`) : [],
        );
        expect(once).toEqual(goesOver ? [each.at(-1)] : []);
      }),
    );
  });
});

describe("numbers of versions", () => {
  it("are compared as numbers, and what is missing is 0", () => {
    expect(versionNumbers("1:3.10.8-1")).toEqual([3, 10, 8]);
    expect(versionNumbers("trixie")).toEqual([]);
    expect(compareNumbers([3, 9], [3, 10])).toBeLessThan(0);
    expect(compareNumbers([4], [4, 0, 0])).toBe(0);
  });
});
