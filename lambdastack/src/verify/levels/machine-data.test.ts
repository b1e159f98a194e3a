import { describe, expect, it } from "vitest";
import { compareData, readData, readIfAny } from "./machine-data.ts";

const fixture = { write: "exit 1", read: "cat /srv/data" };
const answering = (answer: { status: number; stdout: string; stderr: string }) => ({
  ask: async () => ({ ...answer, milliseconds: 1 }),
});

describe("data of a machine", () => {
  it("are the same when every line is", () => {
    expect(compareData({ a: "1\n2\n", b: "" }, { a: "1\n2\n", b: "" })).toEqual([]);
  });

  it.each([
    ["that changed", "1\n3\n", 'line 2 was "2", and is "3"'],
    ["that are gone", "", 'line 1 was "1", and is ""'],
    ["that are cut off", "1\n", 'line 2 was "2", and is ""'],
    ["that became more", "1\n2\n3", 'line 3 was "", and is "3"'],
  ])("%s are told with the first line that differs", (_, after, said) => {
    expect(compareData({ a: "1\n2\n" }, { a: after })).toEqual([
      `After the restore, the data on a are not what they were: ${said}.`,
    ]);
  });

  it("that cannot be read are an error, but on an empty machine nothing", async () => {
    const failing = answering({ status: 2, stdout: "half", stderr: "no such file" });

    await expect(readData(failing, "a", fixture)).rejects.toThrow("verify/read-data.sh failed on a: no such file");
    expect(await readIfAny(failing, "a", fixture)).toBe("");
  });
});
