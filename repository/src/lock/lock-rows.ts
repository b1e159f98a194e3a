import { table } from "../resolve/table.ts";
import type { Lock, LockedFile, LockedImage, LockedPackage, LockedSystem } from "./lock.ts";

/** A lock as rows, of which `lock.awk` makes the same bytes as `lockText`: how it is put together where there is no Node. */
export function lockRows(lock: Lock): string {
  return table([
    ...headRows(lock),
    ...sorted(lock.systems).flatMap(([name, system]) => [systemRow(name, system), ...system.packages.map(packageRow)]),
    ...lock.images.flatMap(imageRows),
  ]);
}

/** What needs no resolving. */
export const lockHead = (lock: Lock): string => table(headRows(lock));

function headRows({ requirements, files }: Lock): string[][] {
  return [...sorted(requirements).map(([role, hash]) => ["requirement", role, hash]), ...files.map(fileRow)];
}

function fileRow({ id, architecture, licence = "-", urls, size, sha256, neededBy }: LockedFile): string[] {
  return ["file", id, architecture, licence, urls.join(" "), String(size), sha256, listed(neededBy)];
}

export function systemRow(name: string, { family, architectures, profile }: Omit<LockedSystem, "packages">): string[] {
  return ["system", name, family, listed(architectures), profile];
}

function packageRow({ name, architecture, version, filename, ...rest }: LockedPackage): string[] {
  const { sha256, size, urls, neededBy, pulledBy } = rest;
  const fetched = [sha256, String(size), urls.join(" ")];
  return ["package", name, architecture, version, filename, ...fetched, listed(neededBy), listed(pulledBy)];
}

function imageRows({ reference, digest, neededBy, blobs }: LockedImage): string[][] {
  const each = blobs.map((blob) => ["blob", blob.digest, String(blob.size), blob.mediaType]);
  return [["image", reference, digest, listed(neededBy)], ...each];
}

const listed = (items: readonly string[]): string => (items.length === 0 ? "-" : items.join(","));

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
