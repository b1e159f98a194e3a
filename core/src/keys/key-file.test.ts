import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkKeyFile, readKeyFile } from "./key-file.ts";

const path = (): string => join(mkdtempSync(join(tmpdir(), "keys-")), "id");

function keygen(...more: string[]): string {
  const file = path();
  execFileSync("ssh-keygen", ["-q", "-f", file, ...more]);
  return file;
}

describe("checkKeyFile", () => {
  it.each([
    ["an ed25519 key", ["-t", "ed25519", "-N", ""]],
    ["an RSA key in PEM form", ["-t", "rsa", "-b", "1024", "-m", "PEM", "-N", ""]],
  ])("takes %s", async (_, options) => {
    const file = keygen(...options);

    await expect(checkKeyFile(file)).resolves.toBeUndefined();
    expect(await readKeyFile(file)).toContain("PRIVATE KEY-----");
  });

  it.each([
    ["in OpenSSH form", ["-t", "ed25519", "-N", "secret"]],
    ["in PEM form", ["-t", "rsa", "-b", "1024", "-m", "PEM", "-N", "secret"]],
  ])("refuses a key with a passphrase %s", async (_, options) => {
    await expect(checkKeyFile(keygen(...options))).rejects.toMatchObject({ code: "key-file-encrypted" });
  });

  it.each([0o640, 0o604, 0o620])("refuses a key with mode %o and says how to close it", async (mode) => {
    const file = keygen("-t", "ed25519", "-N", "");
    chmodSync(file, mode);

    const hint = `Run: chmod 600 '${file}'`;
    await expect(checkKeyFile(file)).rejects.toMatchObject({ code: "key-file-too-open", hint });
  });

  it("says that a key does not exist", async () => {
    const file = path();

    const message = `The private key ${file} does not exist.`;
    await expect(checkKeyFile(file)).rejects.toMatchObject({ code: "key-file-missing", message });
  });

  it("refuses a public key", async () => {
    const file = path();
    writeFileSync(file, "ssh-ed25519 AAAA x\n", { mode: 0o600 });

    await expect(checkKeyFile(file)).rejects.toMatchObject({ code: "not-a-private-key" });
  });

  it("refuses a folder", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));

    await expect(checkKeyFile(folder)).rejects.toMatchObject({ code: "key-file-unreadable" });
  });
});
