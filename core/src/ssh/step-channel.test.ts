import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createByteReader } from "./byte-reader.ts";
import { exchange } from "./step-channel.ts";

afterEach(() => void vi.useRealTimers());

function link() {
  const channel = new PassThrough();
  channel.resume();
  return { channel, reader: createByteReader(), marker: "mark" };
}

const step = { purpose: "a step", script: "true", timeLimit: 5 };

describe("exchange", () => {
  it("gives up on a machine that stays silent well beyond the step's own limit", async () => {
    vi.useFakeTimers();
    const outcome = Promise.allSettled([exchange(link(), 1, step)]);

    await vi.advanceTimersByTimeAsync(44_900);
    const early = await Promise.race([outcome, Promise.resolve("waiting")]);
    await vi.advanceTimersByTimeAsync(200);

    expect(early).toBe("waiting");
    expect(await outcome).toMatchObject([{ status: "rejected", reason: { message: "no answer within 45 s" } }]);
  });

  it.each(["mark 2 0 0 0\n", "other 1 0 0 0\n", "mark 1 x 0 0\n", "sh: out of memory\n"])(
    "refuses the answer %j",
    async (line) => {
      const one = link();

      const running = exchange(one, 1, step);
      one.reader.push(Buffer.from(line));

      await expect(running).rejects.toThrow("could not be understood");
    },
  );

  it("fails when the stream takes no more", async () => {
    const one = link();
    one.channel.destroy();

    await expect(exchange(one, 1, step)).rejects.toThrow();
  });
});
