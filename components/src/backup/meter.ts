import { createHash } from "node:crypto";
import { Transform } from "node:stream";
import type { StoredFile } from "./store.ts";

export interface Meter extends Transform {
  /** What went through so far. */
  result(): StoredFile;
}

/** Passes content on, and knows how much it was and its hash. `told` hears of it now and then. */
export function meter(told: (bytes: number) => void = () => undefined): Meter {
  const hash = createHash("sha256");
  let bytes = 0;
  let next = STRIDE;
  const transform = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes >= next) {
        next = bytes + STRIDE;
        told(bytes);
      }
      done(null, chunk);
    },
  });
  return Object.assign(transform, { result: () => ({ bytes, sha256: hash.copy().digest("hex") }) });
}

/** Bytes between two reports. */
const STRIDE = 64 * 1024 * 1024;
