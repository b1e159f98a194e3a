import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateKeyPairText } from "../keys/openssh-format.ts";
import { algorithms } from "./algorithms.ts";
import { pinHostKey, pinnedKeys, unpinHostKey } from "./known-hosts.ts";

const file = (): string => join(mkdtempSync(join(tmpdir(), "hosts-")), "keys", "known_hosts");
const key = (): string => generateKeyPairText("host").publicKey.split(" ").slice(0, 2).join(" ");
const lines = (path: string): string[] => readFileSync(path, "utf8").trimEnd().split("\n");

describe("pinned host keys", () => {
  it("stand in known_hosts form, with the port where it is not 22, readable by nobody else", () => {
    const [path, one, two] = [file(), key(), key()];

    pinHostKey(path, "10.0.0.1", 22, `${one} a comment`);
    pinHostKey(path, "fd00::1", 2222, two);

    expect(lines(path)).toEqual([`10.0.0.1 ${one}`, `[fd00::1]:2222 ${two}`]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("belong to one address and port", () => {
    const [path, one] = [file(), key()];
    pinHostKey(path, "10.0.0.1", 22, one);

    expect(pinnedKeys(path, "10.0.0.1", 22).map(({ publicKey, line }) => [publicKey, line])).toEqual([[one, 1]]);
    expect(pinnedKeys(path, "10.0.0.1", 2222)).toEqual([]);
    expect(pinnedKeys(path, "10.0.0.11", 22)).toEqual([]);
  });

  it("are replaced by a new pin of the same type and not doubled", () => {
    const [path, one, two, other] = [file(), key(), key(), key()];
    pinHostKey(path, "10.0.0.2", 22, other);

    for (const pin of [one, one, two]) pinHostKey(path, "10.0.0.1", 22, pin);

    expect(lines(path)).toEqual([`10.0.0.2 ${other}`, `10.0.0.1 ${two}`]);
  });

  it("are forgotten with their machine; comments and other machines stay", () => {
    const [path, one, two] = [file(), key(), key()];
    pinHostKey(path, "10.0.0.1", 22, one);
    writeFileSync(path, `# ours\n${lines(path)[0]}\n`);
    pinHostKey(path, "10.0.0.2", 22, two);

    unpinHostKey(path, "10.0.0.1", 22);
    unpinHostKey(path, "10.0.0.3", 22);

    expect(lines(path)).toEqual(["# ours", `10.0.0.2 ${two}`]);
  });

  it("all survive when many are recorded at once", async () => {
    const path = file();

    await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        await Promise.resolve();
        pinHostKey(path, `10.0.0.${index}`, 22, key());
      }),
    );

    expect(lines(path)).toHaveLength(30);
  });

  it("are refused with file and line where one is broken", () => {
    const path = file();
    pinHostKey(path, "10.0.0.1", 22, key());
    writeFileSync(path, `${lines(path)[0]}\n10.0.0.2 ssh-ed25519 broken\n`);

    const expected = { code: "known-hosts-invalid", location: { file: path, line: 2 } };
    expect(() => pinnedKeys(path, "10.0.0.1", 22)).toThrow(expect.objectContaining({ code: expected.code }));
    expect(() => pinHostKey(path, "10.0.0.1", 22, key())).toThrow(`${path}:2`);
  });
});

describe("algorithms", () => {
  it("ask for a pinned type of host key first", () => {
    const first = (types: string[]): unknown => (algorithms(types).serverHostKey as string[])[0];

    expect([first([]), first(["ecdsa-sha2-nistp384"]), first(["ssh-rsa"])]).toEqual([
      "ssh-ed25519",
      "ecdsa-sha2-nistp384",
      "rsa-sha2-512",
    ]);
  });
});
