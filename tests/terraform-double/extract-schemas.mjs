#!/usr/bin/env node
/**
 * Writes schemas/<provider>.json: schemas of the resource types that the double serves, taken from an unpacked
 * @cdktf/provider package. It downloads nothing:
 *
 *   npm pack @cdktf/provider-azurerm@14.23.1 && tar xzf cdktf-provider-azurerm-14.23.1.tgz
 *   node extract-schemas.mjs package azurerm
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { blockOf } from "./extraction/block.mjs";
import { classesOf } from "./extraction/classes.mjs";
import { configurationOf } from "./extraction/configuration.mjs";
import { providerVersion, publishedSource } from "./extraction/published-source.mjs";
import { resourceTypes } from "./resource-types.mjs";

const [packageFolder, provider] = process.argv.slice(2);
const types = resourceTypes[provider];
if (packageFolder === undefined || types === undefined) {
  console.error(`usage: extract-schemas.mjs <unpacked package> <${Object.keys(resourceTypes).join("|")}>`);
  process.exit(3);
}

const { name, version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
const source = publishedSource(packageFolder, "provider");
const schemas = {
  source: `${name}@${version}`,
  provider,
  version: providerVersion(source),
  configuration: configurationOf(source),
  resources: Object.fromEntries(types.map((type) => [type, resource(type)])),
};
const file = join(import.meta.dirname, "schemas", `${provider}.json`);
writeFileSync(file, `${JSON.stringify(schemas, null, 1)}\n`);
console.log(`${file}: ${types.length} resource types of ${provider} ${schemas.version}`);

function resource(type) {
  const module = type.slice(provider.length + 1).replaceAll("_", "-");
  const classes = classesOf(publishedSource(packageFolder, module));
  const definition = [...classes.values()].find(({ base }) => base === "TerraformResource");
  if (definition === undefined) throw new Error(`lib/${module} holds no resource`);
  return blockOf(definition, classes);
}
