import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { productIncomplete } from "./errors.ts";

/** A CommonJS bundle knows its file by `__filename`, an ES module by `import.meta.url`. */
const ownDirectory = (): string =>
  dirname(typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));

const isProduct = (directory: string): boolean =>
  existsSync(join(directory, "components", "plugins")) && existsSync(join(directory, "infrastructure", "providers"));

/**
 * Absolute path of the product's root: the nearest folder at or above `start` with `components/plugins` and
 * `infrastructure/providers`. Throws `product-incomplete`.
 */
export function productDirectory(start: string = ownDirectory()): string {
  for (let directory = start; ; directory = dirname(directory)) {
    if (isProduct(directory)) return directory;
    if (directory === dirname(directory)) throw productIncomplete(start);
  }
}

/** Version of the product, as its package.json says. */
export function productVersion(product: string = productDirectory()): string {
  const { version } = JSON.parse(readFileSync(join(product, "package.json"), "utf8")) as { version: string };
  return version;
}

/** Folder of the roles that come with the product. */
export const builtInRoles = (product: string = productDirectory()): string => join(product, "components", "plugins");

/** Folder of the providers that come with the product. */
export const builtInProviders = (product: string = productDirectory()): string =>
  join(product, "infrastructure", "providers");
