import { type FileHandle, open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { setTimeout as wait } from "node:timers/promises";

/** Milliseconds between two looks; what a person reads as "at once". */
const pause = 100;

/** Tells each line of a file that another program writes, until that program has ended; then the rest. */
export async function followFile(path: string, ended: Promise<unknown>, tell: (line: string) => void): Promise<void> {
  const file = await open(path, "r");
  const lines = splitter(tell);
  let isOver = false;
  const over = ended.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  try {
    for (;;) {
      const wasOver = isOver;
      for (let text = await more(file); text.length > 0; text = await more(file)) lines.push(text);
      if (wasOver) break;
      await Promise.race([wait(pause), over]);
    }
    lines.end();
  } finally {
    await file.close();
  }
}

async function more(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(64 * 1024) });
  return buffer.subarray(0, bytesRead);
}

function splitter(tell: (line: string) => void) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    push(bytes: Buffer) {
      const parts = (rest + decoder.write(bytes)).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) tell(line);
    },
    end() {
      rest += decoder.end();
      if (rest !== "") tell(rest);
    },
  };
}
