import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
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

describe("a difference", () => {
  const first = source("first", "plugins/a/role.yml", "plugin");
  const kept = source(large, "tools/node/bin/node", "tool");
  const second = source("second", "plugins/a/role.yml", "plugin");

  async function madeDifference() {
    const old = await makeBundle(root, [lockSource(), first, kept]);
    const fresh = [lockSource("{ }\n"), second];
    const { from: _, ...part } = kept;
    const base = { serial: 1, manifest: sha256(await readFile(old.file)), members: [part] };
    return { old, next: await makeBundle(root, fresh, { base, serial: 2, file: join(root, "next.lsb") }) };
  }

  it("takes what it does not carry from the folder of its base, and hashes it", async () => {
    const { old, next } = await madeDifference();
    const { allowedSigners } = next;
    await unpackBundle(old.file, join(root, "out"), { allowedSigners });

    await unpackBundle(next.file, join(root, "out"), { allowedSigners });

    const found = await tree(join(root, "out"));
    expect(found).toMatchObject({ [kept.path]: `644 ${kept.sha256}`, [second.path]: `644 ${second.sha256}` });
    expect(await readdir(root)).toEqual(expect.not.arrayContaining(["out.unfinished", "out.replaced"]));
  });

  it("names every part of its base that is missing or was changed, and leaves the folder as it was", async () => {
    const { old, next } = await madeDifference();
    const { allowedSigners } = next;
    const out = join(root, "out");
    await unpackBundle(old.file, out, { allowedSigners });
    await writeFile(join(out, kept.path), large.replace("0", "1"));
    const before = await tree(out);

    for (const folder of [out, join(root, "new")])
      await expect(unpackBundle(next.file, folder, { allowedSigners })).rejects.toMatchObject({
        code: "bundle-base-missing",
        message: expect.stringContaining(`${kept.path} (sha256 ${kept.sha256})`),
      });
    expect(await tree(out)).toEqual(before);
  });

  it("interrupted never writes through to what is in use", async () => {
    const { old, next } = await madeDifference();
    const { allowedSigners } = next;
    const out = join(root, "out");
    await unpackBundle(old.file, out, { allowedSigners });
    const other = source("other!", kept.path, "tool");
    const third = await makeBundle(root, [lockSource(), other], { serial: 3, file: join(root, "third.lsb") });
    const interrupt = () => {
      throw new Error("interrupted");
    };
    let checks = 0;
    const checkInterrupted = () => (checks++ > 0 ? interrupt() : undefined);
    await expect(unpackBundle(next.file, out, { allowedSigners, checkInterrupted })).rejects.toThrow("interrupted");
    const before = await tree(out);
    let done = 0;

    const progress = () => (done++ > 0 ? interrupt() : undefined);
    await expect(unpackBundle(third.file, out, { allowedSigners, progress })).rejects.toThrow("interrupted");

    expect(await tree(out)).toEqual(before);
  });

  it("of an older serial, or of another line, is refused unless asked for", async () => {
    const { old, next } = await madeDifference();
    const { allowedSigners } = next;
    const out = join(root, "out");
    await unpackBundle(old.file, out, { allowedSigners });
    const other = await makeBundle(root, sources, { channel: "other", serial: 9, file: join(root, "other.lsb") });

    await unpackBundle(next.file, out, { allowedSigners });
    for (const file of [old.file, other.file]) {
      await expect(unpackBundle(file, out, { allowedSigners })).rejects.toMatchObject({ code: "bundle-serial-old" });
      await unpackBundle(file, out, { allowedSigners, allowRollback: true });
    }
  });
});

it("may be imported a second time", async () => {
  const { file, allowedSigners } = await makeBundle(root, sources);
  const out = join(root, "out");
  await unpackBundle(file, out, { allowedSigners });
  const before = await tree(out);

  await unpackBundle(file, out, { allowedSigners });

  expect(await tree(out)).toEqual(before);
});

describe("an import that was interrupted", () => {
  it("is gone on with, without writing anew what was whole", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);
    const out = join(root, "out");
    let count = 0;
    const checkInterrupted = () => {
      count += 1;
      if (count === 4) throw new Error("interrupted");
    };
    await expect(unpackBundle(file, out, { allowedSigners, checkInterrupted })).rejects.toThrow("interrupted");
    const whole = join(root, "out.unfinished", source(large).path);
    const before = await stat(whole);
    await writeFile(join(root, "out.unfinished/lock.json"), "half");

    await unpackBundle(file, out, { allowedSigners });

    expect((await stat(join(out, source(large).path))).ino).toBe(before.ino);
    expect((await tree(out))["lock.json"]).toBe(`644 ${lockSource().sha256}`);
  });

  it("between its two last steps is mended by the next one", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);
    const out = join(root, "out");
    await unpackBundle(file, out, { allowedSigners });
    const before = await tree(out);
    await rename(out, `${out}.replaced`);

    await expect(unpackBundle(join(root, "none"), out, { allowedSigners })).rejects.toMatchObject({
      code: "bundle-missing",
    });

    expect(await tree(out)).toEqual(before);
    expect(await readdir(root)).not.toContain("out.unfinished");
  });

  it("keeps a second one out while it works", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);
    const out = join(root, "out");

    const both = await Promise.allSettled([1, 2].map(() => unpackBundle(file, out, { allowedSigners })));

    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((end) => end.status === "rejected");
    expect(refused?.reason).toMatchObject({ ending: "refused" });
    expect(Object.keys(await tree(out))).toHaveLength(sources.length + 2);
  });

  it("is not begun without room for it", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources);
    const space = { folder: root, staged: -Number.MAX_SAFE_INTEGER };

    await expect(openBundle(file, { allowedSigners, space })).rejects.toMatchObject({ code: "bundle-little-space" });
  });
});
