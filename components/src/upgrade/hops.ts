import type { StackError } from "@lambdastack/core";
import { hopMissing, majorUnknown } from "./errors.ts";
import type { Offered } from "./offers.ts";

interface Journey extends Pick<Offered, "name" | "installed" | "versions"> {
  machine: string;
  to: string;
}

interface Minor {
  major: number;
  minor: number;
}

/**
 * The versions that a package goes through which may not leave out a minor version: the newest that sources have of each
 * one on the way, then where it ends. A problem where they lack one, or where a new major version begins.
 */
export function minorHops(journey: Journey): string[] | StackError {
  const { installed, to } = journey;
  const [start, end] = [minorOf(installed), minorOf(to)];
  if (!start || !end) return [to];
  if (start.major !== end.major) return majorUnknown(journey);
  const between = Array.from({ length: Math.max(0, end.minor - start.minor - 1) }, (_, n) => start.minor + 1 + n);
  const hops: string[] = [];
  for (const minor of between) {
    const newest = newestOf(journey, { major: start.major, minor });
    if (newest === undefined) return hopMissing(journey, `${start.major}.${minor}`);
    hops.push(newest);
  }
  return [...hops, to];
}

function newestOf({ versions }: Journey, { major, minor }: Minor): string | undefined {
  return versions.find(({ version, order }) => {
    const found = minorOf(version);
    return order === "newer" && found?.major === major && found.minor === minor;
  })?.version;
}

/** Of `3.10.8-1` or, with an epoch, `1:3.10.8-1`. */
function minorOf(version: string): Minor | undefined {
  const [, major, minor] = /^(?:\d+:)?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
