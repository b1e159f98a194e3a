import { expect, test } from "vitest";
import { debianRecipe, recipeKey } from "./recipe.ts";
import { sourceLines } from "./sources.ts";

const recipe = debianRecipe(["deb http://mirror/debian bookworm main"], "x86_64");

test.each([
  ["format", { format: 99 }],
  ["suite", { suite: "trixie" }],
  ["sources", { sources: [] }],
  ["packages", { packages: ["systemd"] }],
  ["prepare", { prepare: "true" }],
  ["architecture", { architecture: "aarch64" }],
])("another %s gives another image", (_, difference) => {
  const key = recipeKey({ ...recipe, ...difference });

  expect(key).not.toBe(recipeKey(recipe));
});

test("the computer's own Debian mirror is used", () => {
  const targets = [
    { release: "bookworm", uri: "https://packages.example/other" },
    { release: "bookworm", uri: "http://mirror.example/debian" },
    { release: "bookworm-security", uri: "http://mirror.example/debian-security" },
  ];

  const lines = sourceLines("bookworm", targets, "bookworm");

  expect(lines.map((line) => line.split(" ").slice(2).join(" "))).toEqual([
    "http://mirror.example/debian bookworm main",
    "http://mirror.example/debian bookworm-updates main",
    "http://mirror.example/debian-security bookworm-security main",
  ]);
});

test("a computer without Debian's archive uses Debian's own", () => {
  const lines = sourceLines("bookworm", [{ release: "noble", uri: "http://archive.ubuntu.com/ubuntu" }], "noble");

  expect(lines[0]).toContain("http://deb.debian.org/debian bookworm main");
});
