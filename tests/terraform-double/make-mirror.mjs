import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { schemasOf } from "./provider.mjs";

/**
 * Makes a file system mirror whose providers are doubles over the fake cloud in `<folder>/cloud`, and the
 * configuration file that makes Terraform use it and nothing else. Answers with the environment for Terraform.
 */
export function makeMirror(folder, provider) {
  const { version } = schemasOf(provider);
  const mirror = join(folder, "mirror");
  const place = join(mirror, "registry.terraform.io/hashicorp", provider, version, platform());
  mkdirSync(place, { recursive: true });
  const program = join(place, `terraform-provider-${provider}_v${version}_x5`);
  writeFileSync(program, programText(provider, join(folder, "cloud")));
  chmodSync(program, 0o755);
  const configuration = join(folder, "terraform.rc");
  writeFileSync(
    configuration,
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  return { TF_CLI_CONFIG_FILE: configuration, TF_DISABLE_PLUGIN_TLS: "1", CHECKPOINT_DISABLE: "1" };
}

function programText(provider, cloud) {
  const module = pathToFileURL(join(import.meta.dirname, "provider.mjs"));
  const options = JSON.stringify({ provider, folder: cloud });
  return `#!${process.execPath}\nimport(${JSON.stringify(module)}).then(({ serveDouble }) => serveDouble(${options}));\n`;
}

const platform = () => `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
