import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CloudUnderTest } from "../../../infrastructure/src/terraform/fixtures/cloud-under-test.ts";
import { renderTemplates } from "../../../infrastructure/src/terraform/work-folder/render-templates.ts";

/** One cluster, as Terraform would be given it. */
export interface Configuration {
  /** For messages. */
  name: string;
  files: ReadonlyMap<string, string>;
  variables: Readonly<Record<string, unknown>>;
}

export async function configurationOf(under: CloudUnderTest, name: string, text: string): Promise<Configuration> {
  const { id, publicKey: public_key, ...drawing } = under.drawing(text);
  const { structure, variables } = under.cloud.draw({ ...drawing, id, publicKey: public_key });
  const cluster = { name: "demo", prefix: "", id, public_key };
  const files = await renderTemplates(under.cloud.templates, structure);
  return { name, files, variables: { cluster, ...variables } };
}

/** A provider may be configured in the root module alone, once. */
const providerBlock = /^provider "\w+" \{\n[\s\S]*?^\}\n/m;

/**
 * Writes all configurations into one folder that Terraform validates in one go: the first as the root module, every
 * other one as a module with its own values. Clusters that differ only in values share their files.
 */
export function writeConfigurations(folder: string, [root, ...others]: readonly Configuration[]): void {
  for (const [file, text] of root?.files ?? []) writeFileSync(join(folder, file), text);
  mkdirSync(join(folder, "values"));
  const modules = others.map(({ name, files, variables }) => {
    const values = `values/${name}.json`;
    writeFileSync(join(folder, values), JSON.stringify(variables));
    const read = (variable: string): string => `\${jsondecode(file("\${path.root}/${values}")).${variable}}`;
    const given = Object.fromEntries(Object.keys(variables).map((variable) => [variable, read(variable)]));
    return [name, { source: `./${moduleOf(folder, files)}`, ...given }] as const;
  });
  writeFileSync(join(folder, "modules.tf.json"), JSON.stringify({ module: Object.fromEntries(modules) }));
}

function moduleOf(folder: string, files: Configuration["files"]): string {
  const hash = createHash("sha256").update(JSON.stringify([...files]));
  const module = `modules/${hash.digest("hex").slice(0, 12)}`;
  mkdirSync(join(folder, module), { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, module, file), text.replace(providerBlock, ""));
  return module;
}
