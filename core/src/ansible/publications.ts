import { schemaOf } from "../order/consumed-values.ts";
import type { Role } from "../plugin-host/role.ts";
import { wrongPublication } from "./errors.ts";

/** Throws `wrong-publication` for what role.yml does not declare or its schema does not take. */
export async function checkPublications(
  { name, manifest }: Role,
  machine: string,
  published: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv();
  for (const [field, value] of Object.entries(published)) {
    const schema = manifest.publishes?.[field];
    if (!schema) throw wrongPublication(name, machine, `gave ${field}, which the role does not publish`);
    const isSound = ajv.compile(schemaOf(schema));
    if (!isSound(value)) throw wrongPublication(name, machine, `${field} ${ajv.errorsText(isSound.errors)}`);
  }
}
