import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { writeFileAtomicSync } from "../build-folder/write-file-atomic.ts";
import { formatPublicKey, parsePublicKey } from "../keys/public-key.ts";
import { knownHostsInvalid } from "./errors.ts";

/** A pinned host key with its place in the file. */
export interface PinnedKey {
  hosts: string[];
  /** `<type> <base64>`. */
  publicKey: string;
  type: string;
  /** Counts from 1. */
  line: number;
  sourceLine: string;
}

/** How a machine is named in known_hosts: the bare address on port 22, `[address]:port` elsewhere. */
export function hostName(address: string, port: number): string {
  return port === 22 ? address : `[${address}]:${port}`;
}

/** The pinned keys of one machine; none while it is unknown. Throws `known-hosts-invalid`. */
export function pinnedKeys(path: string, address: string, port: number): PinnedKey[] {
  const name = hostName(address, port);
  return readLines(path).flatMap((sourceLine, index) => {
    if (isComment(sourceLine)) return [];
    const pin = parsePin(path, sourceLine, index + 1);
    return pin.hosts.includes(name) ? [pin] : [];
  });
}

/**
 * Pins a machine's key in place of an earlier one of the same type: for providers, who made the machine and
 * know its key, and for the first connection. `publicKey` is in OpenSSH form.
 */
export function pinHostKey(path: string, address: string, port: number, publicKey: string): void {
  const { type, blob } = parsePublicKey(publicKey);
  const pin = `${hostName(address, port)} ${formatPublicKey(blob)}`;
  const stale = (earlier: PinnedKey): boolean => earlier.type === type;
  const lines = readLines(path);
  if (!lines.includes(pin)) writeLines(path, [...linesWithout(path, hostName(address, port), stale), pin]);
}

/** Forgets every key of a machine that was removed. */
export function unpinHostKey(path: string, address: string, port: number): void {
  const before = readLines(path);
  const after = linesWithout(path, hostName(address, port), () => true);
  if (after.length !== before.length) writeLines(path, after);
}

function linesWithout(path: string, name: string, isStale: (pin: PinnedKey) => boolean): string[] {
  return readLines(path).filter((sourceLine, index) => {
    if (isComment(sourceLine)) return true;
    const pin = parsePin(path, sourceLine, index + 1);
    return !(pin.hosts.includes(name) && isStale(pin));
  });
}

function isComment(line: string): boolean {
  return line.trim() === "" || line.startsWith("#");
}

function parsePin(path: string, sourceLine: string, line: number): PinnedKey {
  const [hosts = "", type = "", base64 = ""] = sourceLine.trim().split(/\s+/);
  const publicKey = `${type} ${base64}`;
  try {
    return {
      hosts: hosts.split(","),
      publicKey: formatPublicKey(parsePublicKey(publicKey).blob),
      type,
      line,
      sourceLine,
    };
  } catch {
    throw knownHostsInvalid(path, line, sourceLine);
  }
}

function readLines(path: string): string[] {
  try {
    const text = readFileSync(path, "utf8");
    return text === "" ? [] : text.replace(/\n$/, "").split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Reading and writing happen without a pause between them, so parallel connections lose no pin. */
function writeLines(path: string, lines: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomicSync(path, lines.map((line) => `${line}\n`).join(""));
}
