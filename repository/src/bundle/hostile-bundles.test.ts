import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ensureKeyPair } from "@lambdastack/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BundleManifest, BundleMember } from "./bundle-manifest.ts";
import { craftBundle, entry, entryOf } from "./fixtures/crafted-bundle.ts";
import { lockSource, type MadeBundle, makeBundle, source } from "./fixtures/small-bundle.ts";
import { openBundle } from "./open-bundle.ts";
import { signText } from "./signing/signature.ts";
import { unpackBundle } from "./unpack-bundle.ts";

let root: string;
let made: MadeBundle;
const lock = lockSource();
const one = source("one", "plugins/a/one.yml", "plugin");
const two = source("two ".repeat(400), "plugins/a/two.yml", "plugin");
const sources = [lock, one, two];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hostile-"));
  made = await makeBundle(root, sources);
});
afterEach(() => rm(root, { recursive: true }));

async function readAll(file: string): Promise<void> {
  const bundle = await openBundle(file, { allowedSigners: made.allowedSigners });
  try {
    for await (const { content } of bundle.members()) for await (const _ of content);
  } finally {
    await bundle.close();
  }
}

/** Refused by both doors, with nothing written anywhere. */
async function expectRefused(file: string, code: string, message: RegExp = /./): Promise<void> {
  const before = await readdir(root, { recursive: true });
  const expected = { code, ending: "refused", message: expect.stringMatching(message) };

  await expect(readAll(file)).rejects.toMatchObject(expected);
  await expect(unpackBundle(file, join(root, "out"), { allowedSigners: made.allowedSigners })).rejects.toMatchObject(
    expected,
  );

  expect(await readdir(root, { recursive: true })).toEqual(before);
}

const craft = (entries: readonly Buffer[], manifest: BundleManifest = made.manifest) =>
  craftBundle(root, { manifest, entries });

describe("an archive that is not the one of its manifest", () => {
  const size = one.size;
  const onlyHeader = { path: one.path, size };
  const body = Buffer.concat([one.from as Buffer, Buffer.alloc(512 - one.size)]);
  const pax = (record: string) => entry({ path: "PaxHeader/x", type: "ExtendedHeader" }, Buffer.from(record));
  const cases: Readonly<Record<string, () => readonly Buffer[]>> = {
    "a symbolic link": () => [entry({ ...onlyHeader, type: "SymbolicLink", linkpath: "/etc/passwd" }), body],
    "a hard link": () => [entry({ ...onlyHeader, type: "Link", linkpath: "lock.json" }), body],
    "a character device": () => [entry({ ...onlyHeader, type: "CharacterDevice", devmaj: 1, devmin: 5 }), body],
    "a FIFO": () => [entry({ ...onlyHeader, type: "FIFO" }), body],
    "a folder": () => [entry({ path: "plugins/a", size: 0, type: "Directory" }), entryOf(one)],
    "a setuid mode": () => [entry({ ...onlyHeader, mode: 0o4755 }), body],
    "another owner": () => [entry({ ...onlyHeader, uid: 1000 }), body],
    "a name above": () => [entry({ ...onlyHeader, path: "plugins/../../one" }), body],
    "an absolute name": () => [entry({ ...onlyHeader, path: "/etc/one" }), body],
    "an extended header with another path": () => [pax("28 path=../../../etc/passwd\n"), entryOf(one)],
    "an extended header with another size": () => [pax("13 size=9999\n"), entryOf(one)],
    "a global extended header": () => [
      entry({ path: "pax_global_header", type: "GlobalExtendedHeader" }, Buffer.from("13 size=9999\n")),
      entryOf(one),
    ],
    "a GNU long name": () => [
      entry({ path: "././@LongLink", type: "NextFileHasLongPath" }, Buffer.from("../../etc/passwd\0")),
      entryOf(one),
    ],
    "a sparse file": () => [entry({ ...onlyHeader, type: "OldGnuLongPath" as never }), body].map(asSparse),
    "a member that is not listed": () => [entryOf(one), entry({ path: "plugins/a/evil" }, Buffer.from("x"))],
    "a member twice": () => [entryOf(one), entryOf(one)],
    "fewer bytes than listed": () => [entry({ ...onlyHeader, size: 1 }), body],
    "more bytes than listed": () => [entry({ ...onlyHeader, size: 8 ** 11 - 1 }), body],
    "a broken checksum": () => [Buffer.from(entryOf(one)).fill(0x37, 148, 154)],
    "something in its padding": () => [Buffer.from(entryOf(one)).fill(1, 512 + one.size, 1024)],
    "other content of the same size": () => [entry(onlyHeader, Buffer.from("eno"))],
  };

  for (const [name, build] of Object.entries(cases))
    it(`is refused: ${name}`, async () => {
      const file = await craft([entryOf(lock), ...build(), entryOf(two)]);

      await expectRefused(file, "bundle-damaged");
    });

  it("is refused with the same size too, and says what stands there", async () => {
    const evil = entry({ ...onlyHeader, size: 0, type: "SymbolicLink", linkpath: "/etc" });
    const file = await craft([entryOf(lock), Buffer.concat([evil, body]), entryOf(two)]);

    await expectRefused(file, "bundle-damaged", /entry of type SymbolicLink, "plugins\/a\/one.yml"/);
  });

  it("is refused in another order", async () => {
    await expectRefused(await craft([entryOf(lock), entryOf(two), entryOf(one)]), "bundle-damaged", /should stand/);
  });

  it("is refused when it ends early or goes on after its end", async () => {
    const whole = await readFile(made.file);
    const file = join(root, "changed.lsb");

    await writeFile(file, whole.subarray(0, whole.length - 1));
    await expectRefused(file, "bundle-damaged", /1 bytes are missing/);
    await writeFile(file, Buffer.concat([whole, Buffer.alloc(512)]));
    await expectRefused(file, "bundle-damaged", /512 bytes follow/);
  });

  it("is refused compressed, whatever it would become", async () => {
    const file = join(root, "bomb.lsb");
    await writeFile(file, gzipSync(Buffer.alloc(10_000_000)));

    await expectRefused(file, "not-a-bundle", /compressed with gzip/);
  });

  it("is refused empty, as a folder, and as something else", async () => {
    const file = join(root, "empty.lsb");
    await writeFile(file, "");
    await expectRefused(file, "not-a-bundle");
    await writeFile(file, "x".repeat(5000));
    await expectRefused(file, "not-a-bundle");
  });
});

/** Type `S` of GNU tar, with a checksum that fits. */
function asSparse(block: Buffer): Buffer {
  if (block.length < 512 || block[156] === 0) return block;
  const changed = Buffer.from(block);
  changed.write("S", 156);
  changed.fill(0x20, 148, 156);
  const sum = changed.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return changed;
}

describe("a manifest, signed by who is trusted,", () => {
  const changes: Readonly<Record<string, (members: BundleMember[], manifest: BundleManifest) => unknown>> = {
    "a path above": ([, member]) => ({ path: "plugins/../../etc/cron.d/x", member }),
    "an absolute path": () => ({ path: "/etc/cron.d/x" }),
    "an empty part": () => ({ path: "plugins//x" }),
    "a sign that steers a terminal": () => ({ path: "plugins/\u001b[2J" }),
    "a line break": () => ({ path: "plugins/a\nb" }),
    "another section": () => ({ path: "etc/cron.d/x" }),
    "a section alone": () => ({ path: "plugins" }),
    "a path too long for a header": () => ({ path: `plugins/${"a".repeat(200)}` }),
    "a kind of another section": () => ({ kind: "tool" }),
    "a mode with setuid": () => ({ mode: "4755" }),
    "a negative size": () => ({ size: -1 }),
    "a size past counting": () => ({ size: 2 ** 60 }),
    "no hash": () => ({ sha256: "../../x" }),
  };

  for (const [name, change] of Object.entries(changes))
    it(`is refused with ${name}`, async () => {
      const members = [...made.manifest.members];
      members[1] = { ...(members[1] as BundleMember), ...(change(members, made.manifest) as object) };
      const file = await craft(sources.map(entryOf), { ...made.manifest, members });

      await expectRefused(file, "bundle-manifest-wrong");
    });

  it("is refused with a path twice, out of order, below a file, or with other totals", async () => {
    const [first, second, third] = made.manifest.members as [BundleMember, BundleMember, BundleMember];
    const below = { ...third, path: `${second.path}/x` };
    const lists = [
      [first, second, second],
      [first, third, second],
      [first, second, below],
      [second, third],
    ];
    for (const members of lists)
      await expectRefused(await craft([], { ...made.manifest, members }), "bundle-manifest-wrong");
    const totals = { ...made.manifest.totals, bytes: 1 };
    await expectRefused(await craft([], { ...made.manifest, totals }), "bundle-manifest-wrong", /totals/);
  });

  it("is refused with content of the store under another name than its hash", async () => {
    const odd = { ...source("odd"), path: source("other").path };
    const members = [made.manifest.members[0] as BundleMember, { ...odd, from: undefined }];

    await expectRefused(await craft([], { ...made.manifest, members }), "bundle-manifest-wrong", /named by its hash/);
  });

  it("is refused in a version that this program does not know", async () => {
    const manifest = { ...made.manifest, version: 2 as 1 };

    await expectRefused(await craft(sources.map(entryOf), manifest), "bundle-manifest-wrong", /version is 2/);
  });
});

describe("a signature", () => {
  it("of an unknown key is refused, with the line that would trust it", async () => {
    const { allowedSigners } = await makeBundle(await mkdtemp(join(root, "other-")), sources);

    const opening = openBundle(made.file, { allowedSigners });

    const key = made.allowedSigners.trim().split(" ").slice(2, 4).join(" ");
    await expect(opening).rejects.toMatchObject({
      code: "bundle-signer-unknown",
      ending: "refused",
      hint: expect.stringContaining(`* namespaces="lambdastack-bundle" ${key}`),
    });
  });

  it("of another manifest, of nothing, and with spaces added is refused", async () => {
    const { privateKeyPath } = await ensureKeyPair(join(root, "keys"), "bundle");
    const other = await signText(Buffer.from("other"), privateKeyPath);
    const entries = sources.map(entryOf);
    const { signature } = await openBundle(made.file, { allowedSigners: undefined }).then(async (bundle) => {
      await bundle.close();
      return bundle;
    });

    const crafted = (given: Buffer) => craftBundle(root, { manifest: made.manifest, entries, signature: given });
    await expectRefused(await crafted(other), "bundle-signature-wrong");
    await expectRefused(await crafted(Buffer.alloc(0)), "bundle-unsigned");
    await expectRefused(await crafted(Buffer.concat([signature, Buffer.from("\n")])), "bundle-signature-wrong");
  });

  it("is refused where nobody is trusted, and for another purpose than bundles", async () => {
    await expect(openBundle(made.file, { allowedSigners: "" })).rejects.toMatchObject({
      code: "bundle-signers-missing",
    });
    const allowedSigners = made.allowedSigners.replace("lambdastack-bundle", "git");
    await expect(openBundle(made.file, { allowedSigners })).rejects.toMatchObject({ code: "bundle-signer-unknown" });
  });
});

it("never writes through a link that lies where an import works", async () => {
  const outside = await mkdtemp(join(tmpdir(), "outside-"));
  await symlink(outside, join(root, "out.unfinished"));

  const { allowedSigners } = made;
  await unpackBundle(made.file, join(root, "out"), { allowedSigners }).catch(() => undefined);

  expect(await readdir(outside)).toEqual([]);
  await rm(outside, { recursive: true });
});

/** Each try starts ssh-keygen up to three times. */
const patience = 60_000;

describe("by accident or on purpose", { timeout: patience }, () => {
  it("no changed byte is ever accepted", async () => {
    const whole = await readFile(made.file);
    const file = join(root, "flipped.lsb");

    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (place, mask) => {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] ?? 0) ^ mask;
        await writeFile(file, changed);
        await expect(readAll(file)).rejects.toMatchObject({ ending: "refused" });
      }),
      { seed: 20260102, numRuns: 100 },
    );
  });

  it("no part of a bundle is ever accepted", async () => {
    const whole = await readFile(made.file);
    const file = join(root, "cut.lsb");

    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await writeFile(file, whole.subarray(0, length));
        await expect(readAll(file)).rejects.toMatchObject({ ending: "refused" });
      }),
      { seed: 20260102, numRuns: 40 },
    );
  });
});
