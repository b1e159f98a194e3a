import { describe, expect, it } from "vitest";
import { splitAtChecks } from "./around-packages.ts";

const placed = (type: string, name: string) => ({ type, props: { name }, base: "/" });
const names = (resources: readonly { props: object }[]) =>
  resources.map(({ props }) => (props as { name: string }).name);

describe("steps of a task `upgrade`", () => {
  it("come before and after the packages as they stand before and after its checks", () => {
    const { before, after } = splitAtChecks([
      placed("step", "pause"),
      placed("check", "leads"),
      placed("port", "listens"),
      placed("step", "resume"),
    ]);

    expect(names(before)).toEqual(["pause"]);
    expect(names(after)).toEqual(["resume"]);
  });

  it("come after the packages where they migrate data, wherever they stand", () => {
    const migrating = { ...placed("step", "convert"), props: { name: "convert", migrates: true } };

    const { before, after } = splitAtChecks([migrating, placed("step", "pause")]);

    expect(names(before)).toEqual(["pause"]);
    expect(names(after)).toEqual(["convert"]);
  });

  it("all come before where it has no checks", () => {
    const { before, after } = splitAtChecks([placed("step", "pause"), placed("step", "drain")]);

    expect(names(before)).toEqual(["pause", "drain"]);
    expect(after).toEqual([]);
  });
});
