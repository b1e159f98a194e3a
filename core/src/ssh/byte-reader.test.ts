import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createByteReader } from "./byte-reader.ts";

describe("a byte reader", () => {
  it("gives the same bytes however the stream is cut", async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), cuts, async (body, sizes) => {
        const reader = createByteReader();
        const whole = Buffer.concat([Buffer.from(`noise MARK\nhead ${body.length}\n`), body, Buffer.from("tail\n")]);

        const read = (async () => {
          await reader.skipPast("MARK\n");
          return [await reader.line(), await reader.bytes(body.length), await reader.line()];
        })();
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn] ?? 7;
          reader.push(whole.subarray(at, at + size));
          at += size;
          if (turn % 2 === 0) await Promise.resolve();
        }

        expect(await read).toEqual([`head ${body.length}`, Buffer.from(body), "tail"]);
      }),
    );
  });

  it("ends the wait and every later one with the first failure, but gives what had come whole", async () => {
    const reader = createByteReader();
    reader.push(Buffer.from("whole\npart"));

    reader.fail(new Error("first"));
    reader.fail(new Error("second"));

    expect(await reader.line()).toBe("whole");
    await expect(reader.line()).rejects.toThrow("first");
    await expect(reader.bytes(9)).rejects.toThrow("first");
  });
});
