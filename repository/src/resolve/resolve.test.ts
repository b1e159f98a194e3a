import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { productDirectory } from "@lambdastack/core";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { osFamilies, osFamilyOf, systemNamed, systemWarnings } from "../os-families.ts";
import type { Resolver } from "../os-family.ts";
import { resolvePackages } from "./resolve-packages.ts";
import { table } from "./table.ts";
import { unpackScript } from "./unpack-script.ts";

const sh = (input: string) => spawnSync("sh", ["-s"], { input, encoding: "utf8" });

describe("a program with files of its own", () => {
  it("finds them byte for byte, whatever is in them", () => {
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map(Buffer.from),
      fc.constantFrom("CONTENT\n", "$(id)`id`'\"\\\n"),
    );
    fc.assert(
      fc.property(content, (bytes) => {
        const { stdout } = sh(unpackScript("here", { "a b/it": bytes }, 'base64 "$here/a b/it" | tr -d "\\n"'));

        expect(stdout).toBe(Buffer.from(bytes).toString("base64"));
      }),
      { numRuns: 25 },
    );
  });

  it("leaves nothing behind and ends as the program ended", () => {
    const { status, stdout } = sh(unpackScript("here", { it: "x" }, 'printf %s "$here"; exit 7'));

    expect(status).toBe(7);
    expect(sh(`[ -e '${stdout}' ]`).status).toBe(1);
  });
});

describe("a table", () => {
  it("takes no field that would be two", () => {
    expect(table([["a", "b c"], ["d"]])).toBe("a\tb c\nd\n");
    for (const field of ["", "a\tb", "a\nb", "a\0b"]) expect(() => table([[field]])).toThrow(/cannot be/);
  });
});

describe("what a resolver answers", () => {
  const resolver: Resolver = { program: "", status: "", tables: () => ({}) };
  const request = {
    system: "debian-12",
    architectures: [],
    mirrors: [],
    sources: {},
    wanted: [],
    statuses: {},
    pins: [],
  };
  const answering = (stdout: string, status = 0) =>
    resolvePackages(resolver, request, async () => ({ status, stdout, stderr: "broken pipe" }));
  const hash = "a".repeat(64);
  const line = `package\thaproxy\tamd64\t2.6-1\thaproxy_2.6-1_amd64.deb\t${hash}\t12\thttp://a/x http://b/x\thaproxy,web\t-\n`;

  it("becomes packages", async () => {
    expect(await answering(line)).toEqual([
      {
        name: "haproxy",
        architecture: "amd64",
        version: "2.6-1",
        filename: "haproxy_2.6-1_amd64.deb",
        sha256: hash,
        size: 12,
        urls: ["http://a/x", "http://b/x"],
        neededBy: ["haproxy", "web"],
        pulledBy: [],
      },
    ]);
  });

  it("becomes one error that names every role, or what the program said", async () => {
    const problems = "problem\tweb\tno nginx\nproblem\tqueue\tno kafka\n";

    await expect(answering(problems, 1)).rejects.toMatchObject({
      problems: [{ message: "debian-12, role web: no nginx" }, { message: "debian-12, role queue: no kafka" }],
    });
    await expect(answering("", 1)).rejects.toThrow(/broken pipe/);
    await expect(answering(line.replace("\t-\n", "\n"))).rejects.toThrow(/cut short/);
  });
});

describe("systems", () => {
  it("are known by their spellings, with a warning where they are old", () => {
    expect(["ubuntu-1904", "redhat-7", "centos-7", "debian-12"].map(systemNamed)).toEqual([
      "ubuntu-19.04",
      "rhel-7",
      "centos-7",
      "debian-12",
    ]);
    expect(systemWarnings(["ubuntu-19.04", "rhel-7", "centos-7"])).toHaveLength(3);
    expect(systemWarnings(["debian-12", "ubuntu-22.04", "ubuntu-24.04", "rhel-9", "almalinux-9"])).toEqual([]);
    expect(() => osFamilyOf("beos-5")).toThrow(/"beos-5"/);
  });

  it("have their archives on other machines by architecture, and on a mirror by the archive's name", () => {
    const { resolve } = osFamilyOf("ubuntu-22.04").family;
    const asked = {
      sources: {},
      wanted: [],
      statuses: {},
      pins: [],
      architectures: ["amd64", "arm64"],
      mirrors: ["http://mirror/ubuntu"],
    };

    const rows = String(resolve.tables({ ...asked, system: "ubuntu-22.04" }).archives)
      .trim()
      .split("\n");

    const key = "/usr/share/keyrings/ubuntu-archive-keyring.gpg";
    const ports = "http://ports.ubuntu.com/ubuntu-ports";
    expect(rows.map((row) => row.split("\t").slice(0, 5))).toEqual([
      ["amd64", "-", "http://mirror/ubuntu", "http://archive.ubuntu.com/ubuntu", "jammy"],
      ["amd64", "-", "http://mirror/ubuntu", "http://archive.ubuntu.com/ubuntu", "jammy-updates"],
      ["amd64", "-", "http://mirror/ubuntu", "http://security.ubuntu.com/ubuntu", "jammy-security"],
      ["arm64", "ubuntu-ports", ports, ports, "jammy"],
      ["arm64", "ubuntu-ports", ports, ports, "jammy-updates"],
      ["arm64", "ubuntu-ports", ports, ports, "jammy-security"],
    ]);
    expect(rows.every((row) => row.endsWith(`\tmain universe\t${key}`))).toBe(true);
  });

  it("come from the mirror that the computer's own apt uses, and not from a vendor's source in a folder of that name", () => {
    const folder = mkdtempSync(join(tmpdir(), "own-apt-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const own = [
      "Packages main https://download.example.com/linux/debian/ Docker",
      "Packages main http://vendor.example.com/debian/ Example Incorporated",
      "Packages contrib http://other.example.com/debian/ Debian",
      "Packages main http://mirror.example.com/debian/ Debian",
    ];
    const stub = `case "$*" in\n*indextargets*) printf '%s\\n' '${own.join("' '")}' ;;\n*) cat "\${APT_CONFIG%/*}/etc/sources.d"/*; exit 100 ;;\nesac\n`;
    writeFileSync(join(folder, "apt-get"), `#!/bin/sh\n${stub}`, { mode: 0o755 });
    const { resolve } = osFamilyOf("debian-12").family;
    const asked = { sources: {}, statuses: {}, pins: [], architectures: ["amd64"], mirrors: [], system: "debian-12" };
    const wanted = [{ role: "sample", packages: [{ name: "a" }], sources: [] }];
    const tables = resolve.tables({ ...asked, wanted });
    const archives = String(tables.archives).replaceAll(/\t[^\t\n]*$/gm, "\tkeys/debian");

    const script = unpackScript("request", { ...tables, archives, "keys/debian": "a key" }, resolve.program);
    const { stdout } = spawnSync("sh", ["-s"], {
      input: script,
      encoding: "utf8",
      env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    });

    const addresses = [...stdout.matchAll(/URIs: (\S+)/g)].map(([, address]) => address);
    expect(new Set(addresses)).toEqual(
      new Set(["http://mirror.example.com/debian", "http://deb.debian.org/debian-security"]),
    );
  });

  it("belong to the families that have a folder each", () => {
    for (const { name, systems, resolve } of osFamilies) {
      const program = readFileSync(join(productDirectory(), `repository/os/${name}/resolve.sh`), "utf8");
      expect(resolve.program).toBe(program);
      for (const { archives } of Object.values(systems)) {
        for (const { uri, key } of archives("arm64"))
          expect(key.startsWith("/") || uri.startsWith("https://")).toBe(true);
      }
    }
  });
});
