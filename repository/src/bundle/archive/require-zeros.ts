import { bundleDamaged } from "../errors.ts";
import type { ArchiveReader } from "./archive-reader.ts";

/** Throws `bundle-damaged` where the next bytes are not that many zeros. */
export async function requireZeros(path: string, reader: ArchiveReader, bytes: number): Promise<void> {
  const found = await reader.take(bytes);
  if (found.length < bytes) throw bundleDamaged(path, "it ends too early");
  if (found.some((byte) => byte !== 0)) throw bundleDamaged(path, "there is something between its members");
}
