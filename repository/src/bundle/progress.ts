import type { Events } from "@lambdastack/core";

/** Milliseconds between two lines. */
const often = 2000;

/** Tells how far it is now and then, and at the end. */
export function bundleProgress(events: Events, what: string): (done: number, total: number) => void {
  let told = performance.now();
  return (done, total) => {
    if (done < total && performance.now() - told < often) return;
    told = performance.now();
    events.emit({ type: "progress", what, done: megabytes(done), total: megabytes(total), unit: "MB" });
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e5) / 10;
