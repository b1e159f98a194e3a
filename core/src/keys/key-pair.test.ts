import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ensureKeyPair } from "./key-pair.ts";
import { generateKeyPairText } from "./openssh-format.ts";
import { fingerprint } from "./public-key.ts";

const folder = (): string => join(mkdtempSync(join(tmpdir(), "keys-")), "keys");
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe("ensureKeyPair", () => {
  it("makes a key that OpenSSH reads, with the same public half and fingerprint", async () => {
    const pair = await ensureKeyPair(folder(), "id_ed25519");

    const derived = execFileSync("ssh-keygen", ["-y", "-f", pair.privateKeyPath], { encoding: "utf8" });
    const listed = execFileSync("ssh-keygen", ["-lf", pair.publicKeyPath], { encoding: "utf8" });
    expect(derived.trim()).toBe(pair.publicKey);
    expect(listed.split(" ")[1]).toBe(fingerprint(pair.publicKey));
  });

  it("closes folder and private key to others", async () => {
    const directory = folder();

    const pair = await ensureKeyPair(directory, "id");

    expect([mode(directory), mode(pair.privateKeyPath), mode(pair.publicKeyPath)]).toEqual(["700", "600", "600"]);
    expect(readdirSync(directory).sort()).toEqual(["id", "id.pub"]);
  });

  it("never makes a key anew", async () => {
    const directory = folder();
    const first = await ensureKeyPair(directory, "id");
    const before = readFileSync(first.privateKeyPath, "utf8");

    const second = await ensureKeyPair(directory, "id");

    expect(second).toEqual(first);
    expect(readFileSync(first.privateKeyPath, "utf8")).toBe(before);
  });

  it("refuses to fill in a lost private key", async () => {
    const directory = folder();
    const pair = await ensureKeyPair(directory, "id");
    rmSync(pair.privateKeyPath);

    await expect(ensureKeyPair(directory, "id")).rejects.toMatchObject({ code: "half-key-pair", ending: "refused" });
  });

  it("makes a public half again that a kill kept from being written", async () => {
    const directory = folder();
    const pair = await ensureKeyPair(directory, "id");
    rmSync(pair.publicKeyPath);

    const again = await ensureKeyPair(directory, "id");

    expect(again).toEqual(pair);
  });
});

describe("generateKeyPairText", () => {
  it("makes a different key each time", () => {
    const keys = [1, 2].map(() => generateKeyPairText("same").publicKey);

    expect(new Set(keys).size).toBe(2);
  });
});
