import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Faults, a list in `faults.json` that tests write and each call reads anew:
 * `{call: create|update|delete, type?, name?, skip?, times?, error?: {summary, detail}, delay?}`. The first that fits counts;
 * `skip` lets so many calls pass, `times` uses it up. `error` refuses before anything is made, as a quota does;
 * `delay` is in milliseconds and comes after the thing exists.
 */
export function writeFaults(folder, faults) {
  writeFileSync(join(folder, "faults.json"), JSON.stringify(faults));
}

export function takeFault(folder, { call, type, name }) {
  const file = join(folder, "faults.json");
  if (!existsSync(file)) return {};
  const faults = JSON.parse(readFileSync(file, "utf8"));
  const fits = (fault) =>
    fault.call === call &&
    (fault.type ?? type) === type &&
    (fault.name ?? name) === name &&
    (fault.times ?? Number.POSITIVE_INFINITY) > 0;
  const fault = faults.find(fits);
  if (fault === undefined) return {};
  const passes = (fault.skip ?? 0) > 0;
  if (passes) fault.skip -= 1;
  else if (fault.times !== undefined) fault.times -= 1;
  writeFaults(folder, faults);
  return passes ? {} : fault;
}
