const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A number of bytes for people. */
export function inUnits(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
