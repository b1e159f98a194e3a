import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manifestFindings } from "./check-manifest.ts";
import { requireSerial } from "./conditions.ts";
import { lockSource, makeBundle, source } from "./fixtures/small-bundle.ts";
import { inspectBundle } from "./inspect/inspect-bundle.ts";
import { trustOf, warningsAbout } from "./inspect/render-inspected.ts";
import { openBundle } from "./open-bundle.ts";
import type { Signer } from "./signing/signature.ts";
import { unpackBundle } from "./unpack-bundle.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "conditions-"));
});
afterEach(() => rm(root, { recursive: true }));

const sources = [source("a package"), lockSource()];

describe("the place of a bundle in its line", () => {
  const last = { channel: "demo", serial: 7, manifest: "a" };
  const allows =
    (channel: string, serial: number, manifest: string, allowRollback = false) =>
    () =>
      requireSerial("demo.lsb", { channel, serial, manifest }, { last, allowRollback });

  it("must be after the last one, or be that one itself", () => {
    expect(allows("demo", 8, "b")).not.toThrow();
    expect(allows("demo", 7, "a")).not.toThrow();
    for (const serial of [7, 6, 0]) expect(allows("demo", serial, "b")).toThrow("demo.lsb is demo");
    expect(allows("other", 8, "b")).toThrow("is other 8, and what is there is demo 7");
  });

  it("may be before it where that is asked for, and anywhere where none came yet", () => {
    expect(allows("demo", 6, "b", true)).not.toThrow();
    expect(() => requireSerial("demo.lsb", { ...last, serial: 0 }, {})).not.toThrow();
  });
});

describe("a bundle with an end to its time", () => {
  const expires = new Date("2026-03-01T00:00:00Z");

  it("is used before it, and refused from that second on, whoever signed it", async () => {
    const { file, manifest, allowedSigners } = await makeBundle(root, sources, { expires });
    const open = (time: string) => openBundle(file, { allowedSigners, now: new Date(time) });

    await (await open("2026-02-28T23:59:59Z")).close();

    expect(manifest.expires).toBe("2026-03-01T00:00:00Z");
    await expect(open("2026-03-01T00:00:00Z")).rejects.toMatchObject({ code: "bundle-expired", ending: "refused" });
  });

  it("is not imported after it, and nothing of it stays; looking at it is possible", async () => {
    const { file, allowedSigners } = await makeBundle(root, sources, { expires });

    await expect(unpackBundle(file, join(root, "out"), { allowedSigners })).rejects.toMatchObject({
      code: "bundle-expired",
    });
    const { manifest } = await inspectBundle(file, { allowedSigners, verify: true });

    expect(manifest.members.length).toBe(sources.length);
    expect((await readdir(root)).filter((name) => name.startsWith("out"))).toEqual([]);
  });

  it("is refused where that end is no time", () => {
    const findings = manifestFindings({ kind: "bundle", version: 1, expires: "soon" });

    expect(findings).toContain("the end of its time is none");
  });
});

describe("what is said of a bundle", () => {
  it("is plainly that nobody checked whose it is, where nobody was named", () => {
    const signer: Signer = { fingerprint: "SHA256:x", key: "ssh-ed25519 AAAA" };
    const now = new Date("2026-03-01T00:00:00Z");

    expect(trustOf(signer)).toBe("not checked against any allowed signer");
    expect(warningsAbout({ signer, expires: undefined }, now)).toEqual([
      expect.stringMatching(/^WARNING: nobody was named who is trusted/),
    ]);
    expect(warningsAbout({ signer: { ...signer, principal: "site" }, expires: undefined }, now)).toEqual([]);
    expect(warningsAbout({ signer: { ...signer, principal: "site" }, expires: "2026-01-01T00:00:00Z" }, now)).toEqual([
      "WARNING: it was to be used until 2026-01-01T00:00:00Z.",
    ]);
  });
});
