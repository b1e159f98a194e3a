/** The numbers that a version begins with, without Debian's epoch: 3, 10 and 8 of `1:3.10.8-1`; none where it begins otherwise. */
export function versionNumbers(version: string): number[] {
  const [numbers] = /^\d+(\.\d+)*/.exec(version.replace(/^\d+:/, "")) ?? [];
  return numbers === undefined ? [] : numbers.split(".").map(Number);
}

/** Negative where a version comes before another; what is missing counts as 0. */
export function compareNumbers(one: readonly number[], other: readonly number[]): number {
  const length = Math.max(one.length, other.length);
  for (let place = 0; place < length; place += 1) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
