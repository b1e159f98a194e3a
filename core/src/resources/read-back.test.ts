import { describe, expect, it } from "vitest";
import { resourceTypes } from "./index.ts";
import type { ResourceType } from "./resource-type.ts";

const context = {
  os: { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" },
  pendingPaths: new Set<string>(),
  afterChange: false,
  sensitive: false,
} as const;
const typeOf = (name: string) => resourceTypes.find((type) => type.name === name) as ResourceType<object, unknown>;
const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const file = (content: string | Buffer, more: object = {}) => ({
  kind: "file",
  mode: "644",
  owner: "root",
  group: "root",
  size: content.length,
  sha256: "0".repeat(64),
  contentBase64: base64(content),
  ...more,
});

describe("what is read back from a machine", () => {
  it.each([
    ["directory", { path: "/a", mode: "0755" }, { kind: "directory", mode: "700", owner: "x", group: "y" }],
    ["link", { path: "/a", target: "/b" }, { kind: "link", target: "/c" }],
    ["line", { path: "/a", line: "a=1", match: "^a=" }, { kind: "file", found: ["a=2"] }],
    ["package", { name: "a", version: "1.0-1" }, { status: "installed", version: "1.1-1" }],
    ["user", { name: "a", shell: "/bin/sh" }, { exists: true, uid: 3, home: "/a", shell: "/bin/bash" }],
    ["group", { name: "a", gid: 3 }, { gid: 4 }],
    [
      "service",
      { name: "a", running: true, enabled: true },
      { state: { LoadState: "loaded", ActiveState: "inactive", UnitFileState: "disabled" } },
    ],
  ])("is what a %s would have to declare to differ no more", (name, props, observed) => {
    const type = typeOf(name);
    const readBack = type.readBack?.(observed) ?? {};
    const fields = type.compare(props, observed, context)?.differences.map(({ field }) => field) ?? [];
    const declared = Object.fromEntries(fields.map((field) => [field, readBack[field]]));

    expect(fields.length).toBeGreaterThan(0);
    expect(type.compare({ ...props, ...declared }, observed, context)).toBeUndefined();
  });

  it("is the text and the rights of a file", () => {
    expect(typeOf("file").readBack?.(file("by hand\n"))).toEqual({
      content: "by hand\n",
      mode: "0644",
      owner: "root",
      group: "root",
    });
  });

  it.each([
    ["is binary", "file", file(Buffer.from([0xff, 0])), "content"],
    ["is too large to be brought back", "file", { ...file("a"), contentBase64: undefined }, "content"],
    ["is gone", "file", { kind: "nothing" }, "mode"],
    ["has several lines that match", "line", { kind: "file", found: ["a", "b"] }, "line"],
    ["was removed", "package", { status: "config-files", version: "1" }, "version"],
    ["is linked, neither enabled nor disabled", "service", { state: { UnitFileState: "linked" } }, "enabled"],
  ])("is nothing of what %s", (_title, name, observed, field) => {
    expect(typeOf(name).readBack?.(observed)).not.toHaveProperty(field);
  });
});
