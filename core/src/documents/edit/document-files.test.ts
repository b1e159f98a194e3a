import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findInFiles, namesInFiles, readDocumentFiles, rewriteDocumentFiles } from "./document-files.ts";

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "documents-"));
  writeFileSync(at("a.yaml"), "kind: a\n---\nkind: b\nname: large\n");
  chmodSync(at("a.yaml"), 0o640);
  symlinkSync(at("a.yaml"), at("link.yaml"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const withText = (text: string) => [{ file: at("link.yaml"), text }];

describe("documents in files", () => {
  it("are found by kind and name", async () => {
    const files = await readDocumentFiles([at("a.yaml")]);

    expect(findInFiles(files, ["b", "c"], "large")).toEqual({ file: at("a.yaml"), document: 1 });
    expect(findInFiles(files, ["b"], "default")).toBeUndefined();
    expect(namesInFiles(files, "a")).toEqual(["default"]);
  });

  it("are rewritten where they lie, with the rights that they have", async () => {
    await rewriteDocumentFiles(await readDocumentFiles([at("link.yaml")]), withText("kind: c\n"));

    expect(readFileSync(at("a.yaml"), "utf8")).toBe("kind: c\n");
    expect(statSync(at("a.yaml")).mode & 0o777).toBe(0o640);
    expect(lstatSync(at("link.yaml")).isSymbolicLink()).toBe(true);
  });

  it("are not rewritten where somebody edited them meanwhile", async () => {
    const before = await readDocumentFiles([at("link.yaml")]);
    writeFileSync(at("a.yaml"), "kind: mine\n");

    await expect(rewriteDocumentFiles(before, withText("kind: c\n"))).rejects.toMatchObject({
      code: "edited-meanwhile",
      ending: "refused",
    });
    expect(readFileSync(at("a.yaml"), "utf8")).toBe("kind: mine\n");
  });

  it("are named where they cannot be read", async () => {
    await expect(readDocumentFiles([at("none.yaml")])).rejects.toMatchObject({ code: "unreadable-file" });
  });
});
