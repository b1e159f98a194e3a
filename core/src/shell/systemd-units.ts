import { words } from "./shell-program.ts";

/** Properties of one unit, by systemd's names. */
export type UnitState = Readonly<Record<string, string>>;

/** Unit names get `.service` where they have no suffix of a unit type, see systemd.unit(5). */
export function fullUnitName(name: string): string {
  const hasSuffix = /\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/.test(name);
  return hasSuffix ? name : `${name}.service`;
}

/** One `systemctl show` for all units; prints a block per unit, in order, each ended by an empty line. */
export function showUnits(units: readonly string[], properties: readonly string[]): string {
  return `LC_ALL=C systemctl show --no-pager -p ${properties.join(",")} -- ${words(units)}`;
}

/** One entry per unit of `showUnits`. */
export function readUnits(output: string): UnitState[] {
  return output
    .trim()
    .split(/\n{2,}/)
    .filter((block) => block !== "")
    .map((block) => Object.fromEntries(block.split("\n").map(property)));
}

function property(line: string): [string, string] {
  const equals = line.indexOf("=");
  return [line.slice(0, equals), line.slice(equals + 1)];
}
