import { expect, test } from "vitest";
import { resolverFile, withResolvers } from "./resolver-file.ts";

test("our file follows the network", () => {
  const isolated = resolverFile([]);

  const open = withResolvers(isolated, ["10.1.1.1"]);

  expect(open).toContain("nameserver 10.1.1.1\n");
  expect(withResolvers(open, [])).toBe(isolated);
});

test("a file that someone else keeps stays as it is", () => {
  const theirs = "nameserver 10.9.9.9\n";

  const after = withResolvers(theirs, ["10.1.1.1"]);

  expect(after).toBe(theirs);
});
