import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The TypeScript that a generated module of a @cdktf/provider package was compiled from: the packages hold only
 * JavaScript, whose inline source map carries the original text.
 */
export function publishedSource(packageFolder, module) {
  const compiled = readFileSync(join(packageFolder, "lib", module, "index.js"), "utf8");
  const [, encoded] = /sourceMappingURL=data:application\/json;base64,(\S+)/.exec(compiled) ?? [];
  if (encoded === undefined) throw new Error(`lib/${module}/index.js has no inline source map`);
  const [source] = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")).sourcesContent;
  return source;
}

/** Version of the Terraform provider that the package was generated from. */
export function providerVersion(source) {
  const [, version] = /providerVersion: '([^']+)'/.exec(source) ?? [];
  if (version === undefined) throw new Error("the source names no provider version");
  return version;
}
