import { mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import type { BuildFolder } from "../build-folder/build-folder.ts";
import { openBuildFolder } from "../build-folder/open-build-folder.ts";
import { generateSecret } from "./generate-secret.ts";
import { openSecrets } from "./open-secrets.ts";

let folder: BuildFolder;
beforeEach(async () => {
  folder = await openBuildFolder(join(await mkdtemp(join(tmpdir(), "secrets-")), "demo"), { create: true });
});
const code = (expected: string) => expect.objectContaining({ code: expected });

it("makes a secret once and gives the same text afterwards", async () => {
  const text = openSecrets(folder).ensure("db-password");

  expect(text).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(openSecrets(folder).ensure("db-password", { length: 8 })).toBe(text);
  expect(openSecrets(folder).read("db-password")).toBe(text);
  expect((await stat(join(folder.secrets, "db-password"))).mode & 0o777).toBe(0o600);
});

it("creates nothing by reading", () => {
  const secrets = openSecrets(folder);

  expect(secrets.read("db-password")).toBeUndefined();
  expect(secrets.list()).toEqual([]);
});

it("keeps no text in the list of secrets", async () => {
  const secrets = openSecrets(folder);
  const made = secrets.ensure("made", { length: 12, alphabet: "abcdef" });
  secrets.set("given", "correct horse\n");

  const index = await readFile(folder.secretsIndex, "utf8");

  expect(index).not.toContain(made);
  expect(index).not.toContain("correct");
  expect(secrets.list()).toMatchObject([
    { name: "given", generated: false, present: true },
    { name: "made", generated: true, present: true },
  ]);
});

it("never makes a lost secret anew, also when the whole folder is lost, until it is given again", async () => {
  const secrets = openSecrets(folder);
  secrets.ensure("db-password");
  await rm(folder.secrets, { recursive: true });

  expect(() => secrets.ensure("db-password")).toThrow(code("secret-lost"));
  expect(() => secrets.read("db-password")).toThrow(expect.objectContaining({ ending: "refused" }));
  expect(secrets.list()).toMatchObject([{ present: false }]);

  secrets.set("db-password", "from the backup");
  expect(secrets.ensure("db-password")).toBe("from the backup");
});

it("keeps a text whose run died before it was listed", async () => {
  await writeFile(join(folder.secrets, "cookie"), "unlisted");

  expect(openSecrets(folder).ensure("cookie")).toBe("unlisted");
  expect(openSecrets(folder).list()).toMatchObject([{ name: "cookie" }]);
});

it("rotates what it made by the same recipe, and nothing else", () => {
  const secrets = openSecrets(folder);
  const old = secrets.ensure("pin", { length: 20, alphabet: "01" });
  secrets.set("given", "text");

  const rotated = secrets.rotate("pin");

  expect(rotated).toMatch(/^[01]{20}$/);
  expect(rotated).not.toBe(old);
  expect(secrets.read("pin")).toBe(rotated);
  expect(() => secrets.rotate("given")).toThrow(code("secret-without-recipe"));
  expect(() => secrets.rotate("other")).toThrow(code("unknown-secret"));
});

it("forgets a removed secret", () => {
  const secrets = openSecrets(folder);
  const text = secrets.ensure("pin");

  secrets.remove("pin");

  expect(secrets.list()).toEqual([]);
  expect(secrets.ensure("pin")).not.toBe(text);
});

it("neither reads nor writes through symbolic links", async () => {
  const target = join(folder.root, "target");
  await writeFile(target, "untouched");
  await symlink(target, join(folder.secrets, "linked"));

  expect(() => openSecrets(folder).read("linked")).toThrow(code("secret-not-a-file"));
  expect(() => openSecrets(folder).set("linked", "text")).toThrow(code("secret-not-a-file"));
  expect(await readFile(target, "utf8")).toBe("untouched");
});

it("refuses names that are paths, options or too long, and empty texts", () => {
  const secrets = openSecrets(folder);

  for (const name of ["../state.yml", "-rf", "", "A", "a/b", "a\n", "a".repeat(129)]) {
    for (const call of [secrets.read, secrets.ensure, secrets.rotate, secrets.remove]) {
      expect(() => call(name)).toThrow(code("invalid-secret-name"));
    }
    expect(() => secrets.set(name, "text")).toThrow(code("invalid-secret-name"));
  }
  expect(() => secrets.set("a", "")).toThrow(code("empty-secret"));
});

it("refuses a list of secrets that it cannot read, since it would make all anew", async () => {
  await writeFile(folder.secretsIndex, "secrets: [");

  expect(() => openSecrets(folder).ensure("a")).toThrow(code("secrets-index-unreadable"));
});

it("makes texts of the recipe's length from the recipe's alphabet", () => {
  const alphabet = fc.uniqueArray(fc.string({ unit: "grapheme-composite", minLength: 1, maxLength: 1 }), {
    minLength: 2,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), alphabet, (length, characters) => {
      const points = [...new Set([...characters.join("")])];
      fc.pre(points.length >= 2);

      const text = [...generateSecret("a", { length, alphabet: points.join("") })];

      expect(text).toHaveLength(length);
      expect(text.filter((character) => !points.includes(character))).toEqual([]);
    }),
  );
  for (const recipe of [{ length: 0 }, { length: 1.5 }, { length: 5000 }, { alphabet: "a" }, { alphabet: "aa" }]) {
    expect(() => generateSecret("a", recipe)).toThrow(code("invalid-secret-recipe"));
  }
});

it("uses every character of the alphabet about equally often", () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 10; round += 1) {
    for (const character of generateSecret("a", { length: 4000, alphabet: "abcdefghij" })) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }

  expect([...counts.values()].every((count) => Math.abs(count - 4000) < 400)).toBe(true);
});
