import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtInProviders, builtInRoles, productDirectory, productVersion } from "./product.ts";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "product-")));
  mkdirSync(join(root, "components/plugins"), { recursive: true });
  mkdirSync(join(root, "infrastructure/providers"), { recursive: true });
  mkdirSync(join(root, "core/dist"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ version: "9.8.7" }));
});
afterEach(() => rmSync(root, { recursive: true }));

describe("productDirectory", () => {
  it("finds the folder with both built-in folders from anywhere below it", () => {
    const found = productDirectory(join(root, "core/dist"));

    expect(found).toBe(root);
    expect(builtInRoles(found)).toBe(join(root, "components/plugins"));
    expect(builtInProviders(found)).toBe(join(root, "infrastructure/providers"));
    expect(productVersion(found)).toBe("9.8.7");
  });

  it("says that the product is incomplete where there is no such folder", () => {
    expect(() => productDirectory("/nowhere/at/all")).toThrow(/No folder above \/nowhere\/at\/all/);
  });

  it("finds the product from a CommonJS bundle in a package's dist folder", async () => {
    const bundle = join(root, "core/dist/index.cjs");
    await build({
      entryPoints: [new URL("./product.ts", import.meta.url).pathname],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });

    const bundled = (await import(bundle)) as typeof import("./product.ts");

    expect(bundled.productDirectory()).toBe(root);
  });
});
