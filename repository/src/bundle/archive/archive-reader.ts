import type { FileHandle } from "node:fs/promises";

const CHUNK = 1024 * 1024;

/** Reads a file once from its beginning to its end, with the next part on its way while one is worked on. */
export interface ArchiveReader {
  /** Exactly so many bytes; fewer only at the end of the file. */
  take(bytes: number): Promise<Buffer>;
  /** The same in parts that are not kept. Ends early at the end of the file. */
  parts(bytes: number): AsyncGenerator<Buffer, void>;
  /** Goes on after so many bytes, which are not read. */
  skip(bytes: number): void;
}

export function archiveReader(file: FileHandle): ArchiveReader {
  let buffered: Buffer = Buffer.alloc(0);
  let position = 0;
  let ahead: Promise<Buffer> | undefined;

  const read = async (from: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(CHUNK);
    const { bytesRead } = await file.read(buffer, 0, CHUNK, from);
    return buffer.subarray(0, bytesRead);
  };
  const fill = async (): Promise<void> => {
    buffered = await (ahead ?? read(position));
    position += buffered.length;
    ahead = buffered.length === 0 ? undefined : read(position);
    // it is awaited with the next part, or never
    ahead?.catch(() => undefined);
  };
  async function* parts(bytes: number): AsyncGenerator<Buffer, void> {
    for (let left = bytes; left > 0; ) {
      if (buffered.length === 0) await fill();
      if (buffered.length === 0) return;
      const part = buffered.subarray(0, Math.min(left, buffered.length));
      buffered = buffered.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
  const take = async (bytes: number): Promise<Buffer> => {
    const found: Buffer[] = [];
    for await (const part of parts(bytes)) found.push(part);
    return found.length === 1 && found[0] ? found[0] : Buffer.concat(found);
  };
  const skip = (bytes: number): void => {
    if (bytes <= buffered.length) {
      buffered = buffered.subarray(bytes);
      return;
    }
    position += bytes - buffered.length;
    buffered = Buffer.alloc(0);
    ahead = undefined;
  };
  return { take, parts, skip };
}
