import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { productIncomplete } from "./errors.ts";

/** A CommonJS bundle knows its file by `__filename`, an ES module by `import.meta.url`. */
const ownFile = (): string => (typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url));
const ownDirectory = (): string => dirname(ownFile());

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

/**
 * Names exactly this build of the program, for what is worked out once and kept: two builds of one version differ.
 * Undefined when it runs from its sources, any of which may have changed.
 */
export function programEdition(): string | undefined {
  const file = ownFile();
  if (!file.endsWith(".cjs")) return undefined;
  const { size, mtimeMs } = statSync(file);
  return `${productVersion()} ${size} ${mtimeMs}`;
}

/** Folder of the roles that come with the product. */
export const builtInRoles = (product: string = productDirectory()): string => join(product, "components", "plugins");

/** Folder of the providers that come with the product. */
export const builtInProviders = (product: string = productDirectory()): string =>
  join(product, "infrastructure", "providers");
