import { expect, test } from "vitest";
import { parseMounts } from "./mounts.ts";
import { parseStat } from "./processes.ts";

test("a mount point with a space is read as the kernel writes it", () => {
  const line = "36 35 98:0 / /build\\040folder/root rw,noatime master:1 - overlay lambdastack rw,lowerdir=image\n";

  const found = parseMounts(line);

  expect(found).toEqual([{ path: "/build folder/root", type: "overlay", options: "rw,lowerdir=image" }]);
});

test("a process name with blanks and parentheses does not shift the start time", () => {
  const fields = Array.from({ length: 30 }, (_, index) => String(index + 4));

  const found = parseStat(`4711 (a) (b c) S ${fields.join(" ")}`);

  expect(found).toEqual({ pid: 4711, name: "a) (b c", start: 22 });
});

test("a zombie has ended", () => {
  const found = parseStat(`4711 (sh) Z ${"0 ".repeat(30)}`);

  expect(found).toBeUndefined();
});
