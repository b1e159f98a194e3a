import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

export interface SigningKey {
  /** Public key, ASCII-armoured. */
  armoured: string;
  /** Runs gpg with the key's own keyring. */
  gpg(...words: string[]): string;
}

/** A key for signing package sources, with a keyring of its own in `folder`. */
export function signingKey(folder: string, name: string): SigningKey {
  const home = join(folder, `gnupg-${name}`);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const gpg = (...words: string[]): string =>
    execFileSync("gpg", ["--batch", "--yes", "--quiet", ...words], {
      env: { ...process.env, GNUPGHOME: home },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  gpg("--passphrase", "", "--quick-generate-key", `${name} <${name}@example.com>`, "ed25519", "sign", "1y");
  return { armoured: gpg("--armor", "--export"), gpg };
}
