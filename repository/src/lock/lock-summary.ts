import type { Lock } from "./lock.ts";
import { lockId } from "./lock-text.ts";

/** What a lock holds, for people. */
export function lockSummary(lock: Lock): string {
  const systems = Object.entries(lock.systems).map(
    ([system, { packages, architectures }]) =>
      `${system} (${architectures.join(", ")}): ${packages.length} packages, ${megabytes(packages)} MB`,
  );
  const files = lock.files.length === 0 ? [] : [`files: ${lock.files.length}, ${megabytes(lock.files)} MB`];
  const blobs = lock.images.flatMap((image) => image.blobs);
  const images = lock.images.length === 0 ? [] : [`images: ${lock.images.length}, ${megabytes(blobs)} MB`];
  return [...systems, ...files, ...images, `release: ${lockId(lock)}`].join("\n");
}

export const megabytes = (all: readonly { size: number }[]): string =>
  (all.reduce((total, { size }) => total + size, 0) / 1e6).toFixed(1);
