import type { Events } from "@lambdastack/core";
import type { Wanted } from "./pending.ts";

/** Milliseconds between two lines. */
const often = 2000;

/** Tells how far a download is, in files and bytes; what was there before counts as done. */
export function downloadProgress(
  events: Events,
  { all, missing }: { all: readonly Wanted[]; missing: readonly Wanted[] },
) {
  const total = all.reduce((sum, { size }) => sum + size, 0);
  const before = total - missing.reduce((sum, { size }) => sum + size, 0);
  let files = all.length - missing.length;
  let done = before;
  let received = 0;
  let told = performance.now();
  const tell = () => {
    told = performance.now();
    const what = `downloaded (${files} of ${all.length} files)`;
    events.emit({ type: "progress", what, done: megabytes(done), total: megabytes(total), unit: "MB" });
  };
  return {
    bytes(count: number) {
      done += count;
      received += Math.max(0, count);
      if (performance.now() - told > often) tell();
    },
    ended({ what }: Wanted, reason: string | undefined) {
      if (reason !== undefined) events.emit({ type: "warning", message: `${what} could not be downloaded: ${reason}` });
      else files += 1;
      if (files === all.length) tell();
    },
    /** Bytes that came over the network. */
    received: () => received,
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;
