import configuration from "../../core/src/configuration/configuration.schema.json" with { type: "json" };
import { editorSchema } from "../../core/src/documents/editor-schema.ts";
import provider from "../../core/src/plugin-host/provider-manifest.schema.json" with { type: "json" };
import role from "../../core/src/plugin-host/role-manifest.schema.json" with { type: "json" };
import requirements from "../../core/src/requirements/requirements.schema.json" with { type: "json" };
import type { Product } from "./product.ts";

/** JSON Schemas for editors: of documents, of `role.yml`, `provider.yml` and `requirements.yml`, and of the configuration file. */
export function schemaFiles({ kinds, providers }: Product): Map<string, string> {
  const documents = editorSchema(kinds, providers.map(({ name }) => name).sort());
  const all = { lambdastack: documents, role, provider, requirements, configuration };
  return new Map(
    Object.entries(all).map(([name, schema]) => [
      `docs/schemas/${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  );
}
