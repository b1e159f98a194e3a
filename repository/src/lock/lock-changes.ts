import type { Lock, LockedPackage } from "./lock.ts";

/** What a new lock has in other versions than an earlier one, a line each. */
export function lockChanges(before: Lock, after: Lock): string[] {
  const systems = [...new Set([...Object.keys(before.systems), ...Object.keys(after.systems)])].sort();
  return systems.flatMap((system) => {
    const [old, now] = [versions(before.systems[system]?.packages), versions(after.systems[system]?.packages)];
    const names = [...new Set([...old.keys(), ...now.keys()])].sort();
    return names.flatMap((name) => change(name, old.get(name), now.get(name)).map((text) => `${system}: ${text}`));
  });
}

function versions(packages: readonly LockedPackage[] = []): Map<string, string> {
  const all = new Map<string, string>();
  for (const { name, version } of packages) all.set(name, [all.get(name), version].filter(Boolean).join(", "));
  return all;
}

function change(name: string, before: string | undefined, after: string | undefined): string[] {
  if (before === after) return [];
  if (before === undefined) return [`${name} ${after} is new`];
  return after === undefined ? [`${name} ${before} is no longer needed`] : [`${name} ${before} -> ${after}`];
}
