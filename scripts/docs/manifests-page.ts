import type { JsonSchema } from "../../core/src/documents/json-schema.ts";
import provider from "../../core/src/plugin-host/provider-manifest.schema.json" with { type: "json" };
import role from "../../core/src/plugin-host/role-manifest.schema.json" with { type: "json" };
import requirements from "../../core/src/requirements/requirements.schema.json" with { type: "json" };
import { type Field, fieldsOf, fieldsTable } from "./fields.ts";
import { page } from "./markdown.ts";

/** Every key of `role.yml`, `provider.yml` and `requirements.yml`. */
export function manifestsPage(): string {
  return page("the schemas of `role.yml`, `provider.yml` and `requirements.yml`", [
    "# role.yml, provider.yml and requirements.yml",
    "What a module is and what it fetches, read without running its code.",
    ...[role, provider, requirements]
      .map((schema) => schema as JsonSchema)
      .flatMap((schema) => [`## ${schema.title}`, fieldsTable(fieldsOf(schema).map(inSentences))]),
    "An entry of `strong`, `weak` and `influences` is a list of expressions that one module must satisfy together. A module has its labels, and `name` and `version`.",
  ]);
}

/** Descriptions there end the sentence "… must be"; here they stand alone. */
function inSentences({ schema, ...field }: Field): Field {
  const { description = "" } = schema;
  return {
    ...field,
    schema: { ...schema, description: `${description.charAt(0).toUpperCase()}${description.slice(1)}.` },
  };
}
