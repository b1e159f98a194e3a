import { expect, it } from "vitest";
import { tally } from "./tally.ts";

it("a tally loses nothing of what is counted at the same time", async () => {
  const counted = tally();

  await Promise.all([1, 2, 3].map((count) => counted.add(Promise.resolve(count))));

  expect(counted.total()).toBe(6);
});
