import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { productDirectory, StackError } from "@lambdastack/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Requirer } from "../selection/select-requirements.ts";
import { checkLock } from "./check-lock.ts";
import type { Lock, LockedFile, LockedImage, LockedPackage, LockedSystem } from "./lock.ts";
import { lockChanges } from "./lock-changes.ts";
import { lockRows } from "./lock-rows.ts";
import { lockId, lockText } from "./lock-text.ts";
import { makeLock, requirementHashes } from "./make-lock.ts";
import { parseLock } from "./read-lock.ts";

const programs = join(productDirectory(), "repository/programs");
const awk = (program: string, input: string): string => {
  const { status, stdout, stderr } = spawnSync("awk", ["-f", join(programs, program)], { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

const letters = (more: string) => fc.string({ unit: fc.constantFrom(..."abcXYZ019", ...more), maxLength: 8 });
const word = letters("+._:~@-").map((text) => `a${text}`);
const words = fc.uniqueArray(word, { maxLength: 3 });
const hash = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 64, maxLength: 64 });
const digest = hash.map((text) => `sha256:${text}`);
const size = fc.nat();
const urls = fc.array(
  letters("/%+~*&=?.").map((text) => `https://example.com/${text}`),
  { minLength: 1, maxLength: 3 },
);
const artifact = { urls, size, sha256: hash, neededBy: words };
const name = letters("+._-").map((text) => `a${text}`);
const lockedPackage: fc.Arbitrary<LockedPackage> = fc.record({
  ...artifact,
  name,
  version: word,
  architecture: word,
  filename: name,
  pulledBy: words,
});
const system: fc.Arbitrary<LockedSystem> = fc.record({
  family: fc.constantFrom("debian", "rhel"),
  architectures: words,
  profile: fc.constantFrom("empty", "machines"),
  packages: fc.array(lockedPackage, { maxLength: 3 }),
});
const file: fc.Arbitrary<LockedFile> = fc.record(
  {
    ...artifact,
    id: letters("._-").map((text) => `a${text.toLowerCase()}`),
    architecture: word,
    licence: fc.constant('A "b" \\ c'),
  },
  { requiredKeys: ["urls", "size", "sha256", "neededBy", "id", "architecture"] },
);
const image: fc.Arbitrary<LockedImage> = fc.record({
  reference: fc.constantFrom("docker.io/library/busybox:1.36", "127.0.0.1:5000/a:b"),
  digest,
  neededBy: words.filter((list) => list.length > 0),
  blobs: fc.array(fc.record({ digest, size, mediaType: fc.constant("application/vnd.oci.image.layer.v1.tar+gzip") }), {
    minLength: 1,
    maxLength: 3,
  }),
});
const anyLock: fc.Arbitrary<Lock> = fc.record({
  kind: fc.constant("repository-lock" as const),
  version: fc.constant(1 as const),
  requirements: fc.dictionary(name, hash, { maxKeys: 3 }),
  systems: fc.dictionary(fc.constantFrom("debian-12", "ubuntu-22.04", "almalinux-9"), system),
  files: fc.array(file, { maxLength: 2 }),
  images: fc.array(image, { maxLength: 2 }),
});

describe("a lock file", () => {
  it("has the same bytes whether Node or awk writes it, and reads back as it was", () => {
    fc.assert(
      fc.property(anyLock, (lock) => {
        expect(awk("lock.awk", lockRows(lock))).toBe(lockText(lock));
        expect(parseLock("lock.json", lockText(lock))).toEqual({ ...lock });
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order in which it was put together", () => {
    fc.assert(
      fc.property(anyLock, (lock) => {
        const turned = Object.fromEntries(Object.entries(lock).reverse()) as unknown as Lock;

        expect([lockText(turned), lockId(turned)]).toEqual([lockText(lock), lockId(lock)]);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ["a hash that is a path", '"sha256": "../../etc/passwd"'],
    ["a size that is negative", '"size": -1'],
    ["an address that is a file", '"urls": ["file:///etc/passwd"]'],
    ["a name with a slash", '"filename": "../a.deb"'],
    ["another kind", '"kind": "lock"'],
    ["what is no JSON", "{"],
  ])("is refused with %s", (_, text) => {
    const [lock] = fc.sample(
      anyLock.filter(({ systems }) => Object.values(systems).some(({ packages }) => packages.length > 0)),
      1,
    );
    const key = /^"\w+"/.exec(text)?.[0];
    const changed = key
      ? lockText(lock as Lock).replace(new RegExp(`${key}: ("[^"]*"|[0-9]+|\\[[^\\]]*\\])`), text)
      : text;
    const reading = () => parseLock("lock.json", changed);

    expect(changed).not.toBe(lockText(lock as Lock));
    expect(reading).toThrow(StackError);
    expect(reading).toThrow(expect.objectContaining({ code: expect.stringMatching(/invalid-lock|several-problems/) }));
  });
});

describe("json.awk", () => {
  it("gives every value of a JSON text with its path, however the text is laid out", () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab "\\/{}[]:,.'.split("")), maxLength: 6 });
    const key = letters("-").map((end) => `k${end}`);
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("map")),
      list: fc.array(tie("value"), { maxLength: 3 }),
      map: fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    })).map;
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2), (value, indent) => {
        expect(awk("json.awk", `${JSON.stringify(value, null, indent)}\n`)).toBe(flat(value, "").join(""));
      }),
      { numRuns: 80 },
    );
  });
});

function flat(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => flat(item, `${path}[${index}]`));
  if (typeof value !== "object" || value === null) return [`${path}\t${value}\n`];
  return Object.entries(value).flatMap(([key, item]) => flat(item, `${path}.${key}`));
}

const sha256 = "a".repeat(64);
const requirer = (requirements: Requirer["requirements"], role = "sample"): Requirer => ({
  name: role,
  directory: "/",
  requirements,
});
const locked = (more: Partial<LockedPackage>): LockedPackage => ({
  name: "haproxy",
  version: "2.6.12-1",
  architecture: "amd64",
  filename: "haproxy_2.6.12-1_amd64.deb",
  urls: ["http://example.com/haproxy.deb"],
  size: 1,
  sha256,
  neededBy: ["sample"],
  pulledBy: [],
  ...more,
});
const wanting = requirer({ packages: { debian: [{ name: "haproxy", version: "2.6.*" }] } });
const made = (packages: LockedPackage[], requirers = [wanting]): Lock =>
  makeLock({ requirers, architectures: ["amd64"], profile: "empty", packages: { "debian-12": packages }, images: [] });
const reasons = (lock: Lock, requirers: Requirer[], more = {}) =>
  checkLock({ lock, requirers, systems: ["debian-12"], architectures: ["amd64"], ...more });

describe("checking a lock", () => {
  it("finds nothing while the requirements are what it was made from", () => {
    expect(reasons(made([locked({})]), [wanting])).toEqual([]);
  });

  it("says which role changed, came or went", () => {
    const lock = made([locked({})], [wanting, requirer({ packages: { debian: [] } }, "gone")]);
    const changed = requirer({ packages: { debian: [{ name: "haproxy" }] } });

    expect(reasons(lock, [changed, requirer({ packages: { debian: [] } }, "new")])).toEqual([
      "gone is no longer part of the cluster",
      "new came to the cluster after the lock was made",
      "the requirements of sample changed",
    ]);
  });

  it("says what it lacks", () => {
    const file = { id: "kafka", url: "https://example.com/kafka.tgz", size: 1, sha256 };
    const image = { reference: "docker.io/library/busybox:1", digest: `sha256:${sha256}` };
    const all = requirer({ ...wanting.requirements, files: [file], images: [image] });
    const lock = { ...made([locked({ version: "2.8.1" })], [all]), files: [] };

    expect(reasons(lock, [all])).toEqual([
      "debian-12: sample needs haproxy 2.6.*",
      "sample needs the file kafka",
      `sample needs the image docker.io/library/busybox:1 (sha256:${sha256})`,
    ]);
    expect(reasons(made([locked({})]), [wanting], { systems: ["ubuntu-22.04"] })).toEqual([
      "ubuntu-22.04 is not in it",
    ]);
    expect(reasons(made([locked({})]), [wanting], { architectures: ["arm64"] })).toEqual([
      "debian-12 is not in it for arm64",
    ]);
  });

  it("takes a package that provides the wanted name", () => {
    const virtual = requirer({ packages: { debian: [{ name: "mail-transport-agent" }] } });

    expect(reasons(made([locked({ name: "exim4" })], [virtual]), [virtual])).toEqual([]);
  });
});

describe("putting a lock together", () => {
  const file = { id: "tool", url: "https://example.com/tool.tgz", size: 1, sha256 };

  it("names every role that needs a file, and takes only the architectures asked for", () => {
    const arm = { ...file, url: "https://example.com/tool-arm.tgz", architecture: "arm64" };
    const amd = { ...file, architecture: "amd64" };
    const requirers = [requirer({ files: [amd, arm] }, "b"), requirer({ files: [amd] }, "a")];

    expect(made([], requirers).files).toEqual([
      { id: "tool", architecture: "amd64", urls: [file.url], size: 1, sha256, neededBy: ["a", "b"] },
    ]);
  });

  it("refuses different files of one id", () => {
    const requirers = [requirer({ files: [file] }, "a"), requirer({ files: [{ ...file, size: 2 }] }, "b")];

    expect(() => made([], requirers)).toThrow(/a and b name different files "tool"/);
  });

  it("knows requirements by their meaning, not by their layout", () => {
    const one = requirer({ packages: { debian: [{ name: "a", version: "1" }] } });
    const other = requirer({ packages: { debian: [{ version: "1", name: "a" }] } });

    expect(requirementHashes([one])).toEqual(requirementHashes([other]));
  });
});

describe("what changed between two locks", () => {
  it("is told package by package", () => {
    const before = made([locked({}), locked({ name: "gone", sha256: "b".repeat(64) })]);
    const after = made([locked({ version: "2.6.12-2" }), locked({ name: "new" })]);

    expect(lockChanges(before, after)).toEqual([
      "debian-12: gone 2.6.12-1 is no longer needed",
      "debian-12: haproxy 2.6.12-1 -> 2.6.12-2",
      "debian-12: new 2.6.12-1 is new",
    ]);
  });
});
