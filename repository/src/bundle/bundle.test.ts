import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockSource, makeBundle, sha256, source } from "./fixtures/small-bundle.ts";
import { openBundle } from "./open-bundle.ts";
import { unpackBundle } from "./unpack-bundle.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "bundle-"));
});
afterEach(() => rm(root, { recursive: true }));

const large = "0123456789abcdef".repeat(200_000);
const sources = [
  source("a package"),
  source(large),
  source("", "environment/empty.yml", "environment"),
  lockSource(),
  { ...source("#!/bin/sh\n", "tools/install.sh", "tool"), mode: "755" as const },
];

async function tree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const described = await Promise.all(
    files.map(async (path) => {
      const mode = ((await stat(path)).mode & 0o7777).toString(8);
      return [path.slice(folder.length + 1), `${mode} ${sha256(await readFile(path))}`] as const;
    }),
  );
  return Object.fromEntries(described.sort());
}

describe("a bundle", () => {
  it("is the same to the byte when it is made twice, whatever the order of its parts", async () => {
    const { file } = await makeBundle(root, sources);
    const first = await readFile(file);

    await makeBundle(root, [...sources].reverse());

    expect((await readFile(file)).equals(first)).toBe(true);
  });

  it("gives every member with its content, in order", async () => {
    const { file, manifest, allowedSigners } = await makeBundle(root, sources);

    const bundle = await openBundle(file, { allowedSigners });
    const found: string[] = [];
    for await (const { member, content } of bundle.members()) {
      const parts: Buffer[] = [];
      for await (const part of content) parts.push(part);
      expect(sha256(Buffer.concat(parts))).toBe(member.sha256);
      found.push(member.path);
    }
    await bundle.close();

    expect(found).toEqual(manifest.members.map(({ path }) => path));
    expect(found[0]).toBe("lock.json");
    expect(found.at(-1)).toBe("environment/empty.yml");
  });

  it("goes on after members that were skipped, or read only in part", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);

    const bundle = await openBundle(file, { allowedSigners });
    let count = 0;
    for await (const { content, skip } of bundle.members()) {
      count += 1;
      if (count % 2 === 0) skip();
      else for await (const _ of content) break;
    }
    await bundle.close();

    expect(count).toBe(sources.length);
  });

  it("becomes a folder with its modes and signature", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);

    await unpackBundle(file, join(root, "out"), { allowedSigners });

    const found = await tree(join(root, "out"));
    expect(Object.keys(found)).toHaveLength(sources.length + 2);
    for (const { path, mode, sha256: hash } of sources) expect(found[path]).toBe(`${mode} ${hash}`);
  });

  it("is not unpacked over a folder with other things in it", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);
    await writeFile(join(root, "thesis.tex"), "");

    await expect(unpackBundle(file, root, { allowedSigners })).rejects.toMatchObject({ code: "bundle-target-foreign" });
  });
});
