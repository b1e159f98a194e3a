import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { StackError } from "../errors/stack-error.ts";
import { coversSystem, requirementsFor } from "./for-system.ts";
import { readRequirements } from "./read-requirements.ts";

const root = mkdtempSync(join(tmpdir(), "requirements-"));
afterAll(() => rmSync(root, { recursive: true }));

const key = "a key";
const keySha256 = createHash("sha256").update(key).digest("hex");
const sha256 = `a${"0".repeat(63)}`;
let count = 0;

function folderWith(text: string): string {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(join(folder, "keys"), { recursive: true });
  writeFileSync(join(folder, "keys", "vendor.asc"), key);
  symlinkSync("/etc/hostname", join(folder, "keys", "link.asc"));
  writeFileSync(join(folder, "requirements.yml"), text);
  return folder;
}

/** Every finding as `line:column message`. */
function findings(text: string): string[] {
  try {
    readRequirements({ directory: folderWith(text), owner: "role sample" });
    return [];
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    const all = error.problems.length > 0 ? error.problems : [error];
    return all.map(({ message, location }) => {
      expect(location?.file).toMatch(/requirements\.yml$/);
      return `${location?.line}:${location?.column} ${message.replace("Requirements of role sample: ", "")}`;
    });
  }
}

const whole = `
packages:
  debian-12:
    - name: kafka
      version: "3.9.*"
      source: vendor
  debian:
    - name: openjdk-17-jre-headless
sources:
  debian-12:
    - id: vendor
      uri: https://packages.example.com/debian
      suite: bookworm
      components: [main]
      key: keys/vendor.asc
      keySha256: ${keySha256}
files:
  - id: kafka
    url: https://example.com/kafka_2.13-3.9.1.tgz
    alternatives: [https://mirror.example.com/kafka_2.13-3.9.1.tgz]
    size: 123
    sha256: ${sha256}
    licence: Apache-2.0
images:
  - reference: docker.io/library/busybox:1.36
    digest: sha256:${sha256}
    architectures: [amd64]
`;

describe("requirements.yml", () => {
  it("is read as it stands, and its absence is told from an empty file", () => {
    const read = readRequirements({ directory: folderWith(whole), owner: "role sample" });

    expect(read?.packages?.["debian-12"]).toEqual([{ name: "kafka", version: "3.9.*", source: "vendor" }]);
    expect(readRequirements({ directory: join(root, "nowhere"), owner: "role sample" })).toBeUndefined();
  });

  it.each([
    ["an unknown key", "packges: {}", ['1:1 Unknown key "packges".']],
    [
      "a version that YAML takes for a number",
      "packages: { debian: [{ name: kafka, version: 3.9 }] }",
      ['1:46 "packages.debian.0.version" must be of type string, received 3.9.'],
    ],
    [
      "a system that there is not",
      "packages: { debain-12: [] }",
      ['1:13 "debain-12" in "packages" is no system and no family.'],
    ],
    [
      "a source that there is not",
      "packages: { debian: [{ name: kafka, source: vendr }] }",
      ['1:45 There is no source "vendr" below "sources".'],
    ],
    [
      "a package that stands there twice",
      "packages: { debian: [{ name: kafka }, { name: kafka }] }",
      ['1:39 "kafka" stands in the list twice.'],
    ],
    [
      "a key whose content changed",
      whole.replace(keySha256, sha256),
      [`16:18 The key keys/vendor.asc has the sha256 ${keySha256}, not ${sha256}.`],
    ],
    [
      "a key that is missing",
      whole.replace("keys/vendor.asc", "keys/other.asc"),
      ["15:12 The key keys/other.asc is no file of the folder."],
    ],
    [
      "a key that is a link out of the folder",
      whole.replace("keys/vendor.asc", "keys/link.asc"),
      ["15:12 The key keys/link.asc is no file of the folder."],
    ],
    [
      "a key outside the folder",
      whole.replace("keys/vendor.asc", "../vendor.asc"),
      [
        '15:12 "sources.debian-12.0.key" must be a path inside the role\'s folder, without .., received "../vendor.asc".',
      ],
    ],
    [
      "an apt source without a suite",
      whole.replace("      suite: bookworm\n", ""),
      ['11:7 The source "vendor" has no "suite"; ./ is that of a flat repository.'],
    ],
    [
      "a file whose address names none",
      whole.replace("example.com/kafka_2.13-3.9.1.tgz\n    alt", "example.com/\n    alt"),
      ["19:10 The address https://example.com/ does not end in the name of a file."],
    ],
    [
      "an image by its tag alone",
      "images: [{ reference: docker.io/library/busybox:1 }]",
      ['1:10 "digest" in "images.0" is missing.'],
    ],
    [
      "an image without its registry",
      `images: [{ reference: "busybox:1", digest: "sha256:${sha256}" }]`,
      [expect.stringContaining("must be registry/name:tag")],
    ],
    ["what is no YAML", "packages: [", [expect.stringMatching(/^1:\d+ /)]],
  ])("refuses %s and says where", (_, text, wanted) => {
    expect(findings(text)).toEqual(wanted);
  });

  it("refuses two files of one id for one architecture, and two that would lie under one name", () => {
    const file = (more: object) => ({ id: "kafka", url: "https://example.com/a/kafka.tgz", size: 1, sha256, ...more });
    const of = (...files: object[]) => findings(stringify({ files }));

    expect(
      of(file({ architecture: "amd64" }), file({ architecture: "arm64", url: "https://example.com/b.tgz" })),
    ).toEqual([]);
    expect(of(file({}), file({ architecture: "arm64", url: "https://example.com/b.tgz" }))).toHaveLength(1);
    expect(of(file({ architecture: "amd64" }), file({ architecture: "arm64" }))).toHaveLength(1);
  });

  it("lets no value through that a shell, a table or a path could take for something else", { timeout: 60_000 }, () => {
    const hostile = fc.string({
      unit: fc.constantFrom(..."'\"`$();|&<>\\ \t\n\r*?[]{}!#~\0/..-".split("")),
      minLength: 1,
    });
    const taken = (document: object) => findings(stringify(document)).length === 0;
    fc.assert(
      fc.property(hostile, (word) => {
        expect(taken({ packages: { debian: [{ name: `a${word}` }] } })).toBe(/^[+._-]+$/.test(word));
        expect(taken({ files: [{ id: `a${word}`, url: "https://example.com/x", size: 1, sha256 }] })).toBe(
          /^[._-]+$/.test(word),
        );
        if (/['"`\\ \t\n\r<>|{}\0]/.test(word))
          expect(taken({ files: [{ id: "a", url: `https://example.com/${word}x`, size: 1, sha256 }] })).toBe(false);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what holds on a system", () => {
  const requirements = readRequirements({ directory: folderWith(whole), owner: "role sample" }) ?? {};

  it("is what stands under its name and under its family's, its own entry of a package first", () => {
    const both = { packages: { "debian-12": [{ name: "a", version: "1" }], debian: [{ name: "a" }, { name: "b" }] } };

    expect(requirementsFor(both, "debian-12").packages).toEqual([{ name: "a", version: "1" }, { name: "b" }]);
    expect(requirementsFor(requirements, "ubuntu-22.04").packages).toEqual([{ name: "openjdk-17-jre-headless" }]);
    expect(requirementsFor(requirements, "ubuntu-22.04").sources).toEqual([]);
  });

  it("is known where the role says so, an empty list included", () => {
    expect(coversSystem({ packages: { rhel: [] } }, "almalinux-9")).toBe(true);
    expect(coversSystem({ packages: { debian: [] } }, "almalinux-9")).toBe(false);
    expect(coversSystem({ images: [] }, "almalinux-9")).toBe(true);
  });
});
