import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { keptFiles } from "./kept-files.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "kept-files-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return join(made, "cache");
}

it("gives back what was written, from a folder that only its user can read", () => {
  const cache = folder();

  keptFiles(cache, 4).write("answer", Buffer.from("forty-two"));

  expect(keptFiles(cache, 4).read("answer")?.toString()).toBe("forty-two");
  expect(keptFiles(cache, 4).read("question")).toBeUndefined();
  expect([cache, join(cache, "answer")].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
});

it.each([
  ["torn", (content: Buffer) => content.subarray(0, content.length - 1)],
  ["empty", () => Buffer.alloc(0)],
  ["changed", (content: Buffer) => Buffer.concat([content, Buffer.from("!")])],
])("takes a file that was %s for none", (_, spoil) => {
  const cache = folder();
  keptFiles(cache, 4).write("answer", Buffer.from("forty-two"));
  const file = join(cache, "answer");

  writeFileSync(file, spoil(readFileSync(file)));

  expect(keptFiles(cache, 4).read("answer")).toBeUndefined();
});

it("keeps the newest", () => {
  const cache = folder();
  const kept = keptFiles(cache, 2);

  for (const key of ["first", "second", "third"]) kept.write(key, Buffer.from(key));

  expect(readdirSync(cache)).toHaveLength(2);
  expect(kept.read("third")).toBeDefined();
});

it("keeps nothing where others can write, and fails nowhere", () => {
  const cache = folder();
  mkdirSync(cache);
  chmodSync(cache, 0o777);

  keptFiles(cache, 4).write("answer", Buffer.from("forty-two"));

  expect(readdirSync(cache)).toEqual([]);
  expect(() => keptFiles("/dev/null/nowhere", 4).write("answer", Buffer.alloc(1))).not.toThrow();
});
