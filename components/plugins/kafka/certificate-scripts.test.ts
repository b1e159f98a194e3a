import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certificateIsGood, makeCertificate } from "./certificate-scripts.ts";

const isPossible = spawnSync("keytool", ["-help"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;
let folder: string;

const file = (machine: number, name: string) => join(folder, `${machine}`, name);
const keystorePassword = "it$a#p=w!";

/** A script as a machine runs it, whose address is 192.0.2.<number>. */
function on(machine: number, script: string, more: Record<string, string> = {}): number | null {
  const environment = {
    KEYSTORE: file(machine, "keystore"),
    KEYSTORE_PASSWORD: keystorePassword,
    TRUSTSTORE: file(machine, "truststore"),
    TRUSTSTORE_PASSWORD: "believed",
    AUTHORITY: file(machine, "authority.crt"),
    AUTHORITY_KEY: "5a".repeat(32),
    AUTHORITY_NAME: "Kafka of demo",
    ACCOUNT: "kafka",
    NAME: `demo-kafka-${machine}`,
    ADDRESS: `192.0.2.${machine}`,
    DAYS: "365",
    GROUP_NAME: String(process.getgid?.() ?? 0),
  };
  const env = { PATH: process.env.PATH, ...environment, ...more };
  return spawnSync("sh", ["-c", script], { env, encoding: "utf8" }).status;
}

/** What openssl says of one machine's certificate, with the authority that another one believes in. */
function verified(machine: number, believing: number, address: string): boolean {
  const certificate = spawnSync(
    "openssl",
    ["pkcs12", "-in", file(machine, "keystore"), "-passin", "env:PASSWORD", "-nokeys", "-clcerts"],
    {
      env: { PATH: process.env.PATH, PASSWORD: keystorePassword },
    },
  ).stdout;
  const words = ["verify", "-CAfile", file(believing, "authority.crt"), "-verify_ip", address];
  return spawnSync("openssl", words, { input: certificate }).status === 0;
}

describe.skipIf(!isPossible)("certificates of brokers, by real openssl and keytool", { timeout: 60_000 }, () => {
  let made: (number | null)[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kafka-certificates-"));
    for (const machine of [1, 2, 3]) mkdirSync(join(folder, `${machine}`));
    made = [1, 2].map((machine) => on(machine, makeCertificate));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are made once, and each machine believes the other's for its own address alone", () => {
    expect(made).toEqual([0, 0]);
    for (const machine of [1, 2]) expect(on(machine, certificateIsGood)).toBe(0);
    expect(verified(2, 1, "192.0.2.2")).toBe(true);
    expect(verified(2, 1, "192.0.2.1")).toBe(false);
  });

  it.each([
    ["keystore", keystorePassword, "kafka, "],
    ["truststore", "believed", "trustedCertEntry"],
  ])("are read by Java from the %s", (store, password, entry) => {
    const { stdout } = spawnSync("keytool", ["-list", "-keystore", file(1, store), "-storepass:env", "PASSWORD"], {
      env: { PATH: process.env.PATH, PASSWORD: password },
      encoding: "utf8",
    });

    expect(stdout).toContain(entry);
  });

  it.each([
    ["another address", { ADDRESS: "192.0.2.9" }],
    ["another account", { ACCOUNT: "operations" }],
    ["another password", { KEYSTORE_PASSWORD: "else-else" }],
    ["another authority", { AUTHORITY_KEY: "3c".repeat(32) }],
  ])("are not good for %s", (_what, now) => {
    expect(on(1, certificateIsGood, now)).not.toBe(0);
  });

  it("are made anew in their last thirty days, by the authority that is there, whose key lies nowhere", () => {
    expect(on(3, certificateIsGood)).not.toBe(0);
    on(3, makeCertificate, { DAYS: "29" });
    const authority = readFileSync(file(3, "authority.crt"), "utf8");
    expect(on(3, certificateIsGood)).not.toBe(0);

    expect(on(3, makeCertificate)).toBe(0);

    expect(on(3, certificateIsGood)).toBe(0);
    expect(readFileSync(file(3, "authority.crt"), "utf8")).toBe(authority);
    expect(readdirSync(join(folder, "3")).sort()).toEqual(["authority.crt", "keystore", "truststore"]);
  });
});
