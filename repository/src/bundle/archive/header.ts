import { Header } from "tar";

/** Bytes of a block: headers take one, and content is filled up to whole ones. */
export const BLOCK = 512;
/** An archive ends with two blocks of zeros. */
export const ENDING = 2 * BLOCK;

export interface HeaderFields {
  path: string;
  size: number;
  mode: "644" | "755";
}

/** The one header that a bundle has for a member. Undefined where the format cannot express it. */
export function headerOf({ path, size, mode }: HeaderFields): Buffer | undefined {
  const block = Buffer.alloc(BLOCK);
  new Header({ path, size, mode: Number.parseInt(mode, 8), uid: 0, gid: 0, mtime: new Date(0), type: "File" }).encode(
    block,
  );
  const read = new Header(block);
  return read.path === path && read.size === size ? block : undefined;
}

/** Zeros between the end of a content and the next header. */
export const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** What a member takes in the archive. */
export const spaceOf = (size: number): number => BLOCK + size + paddingOf(size);

/** Size that the header of a first member names; undefined where it is no header of a file with that path. */
export function sizeIn(block: Buffer, path: string): number | undefined {
  const header = new Header(block);
  const { size } = header;
  const isFile = header.cksumValid && header.type === "File" && header.path === path;
  return isFile && Number.isSafeInteger(size) ? size : undefined;
}

/** In which way a header is another than it should be, for people. */
export function describeHeader(block: Buffer, wanted: HeaderFields): string {
  const header = new Header(block);
  if (header.nullBlock) return `it ends before ${wanted.path}`;
  if (!header.cksumValid) return `the header before ${wanted.path} is broken`;
  const name = JSON.stringify(header.path);
  if (header.type !== "File")
    return `where ${wanted.path} should stand there is an entry of type ${header.type}, ${name}`;
  if (header.path !== wanted.path) return `where ${wanted.path} should stand there is ${name}`;
  if (header.size !== wanted.size)
    return `${wanted.path} has ${header.size} bytes, not ${wanted.size} as its manifest says`;
  return `the header of ${wanted.path} names another mode, owner, time or link than a bundle's`;
}
