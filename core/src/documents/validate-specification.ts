import { isIP } from "node:net";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { StackError } from "../errors/stack-error.ts";
import { brokenSchema } from "./errors.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { KindDefinition } from "./kind-registry.ts";
import { type LocatedMap, toPlain } from "./located.ts";
import { validationProblems } from "./validation-problems.ts";

export interface Validator {
  /** Everything that the schema of its kind finds wrong with a merged specification. */
  problems(definition: KindDefinition, specification: LocatedMap): StackError[];
}

/** Compiles a kind's schema when its first document comes along. */
export function createValidator(): Validator {
  const ajv = createAjv({ meta: false });
  const compiled = new Map<KindDefinition, Compiled>();
  return {
    problems(definition, specification) {
      const { validate, schema } = compiled.get(definition) ?? compile(ajv, definition);
      compiled.set(definition, { validate, schema });
      if (validate(toPlain(specification))) return [];
      return validationProblems(validate.errors ?? [], { specification, kind: definition.kind, schema });
    },
  };
}

/** The schema language of documents: draft-07 with the formats of ajv-formats, `address`, `cidr` and two keywords. `meta`: can judge schemas too. */
export function createAjv({ meta }: { meta: boolean } = { meta: true }): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    validateSchema: false,
    meta,
    code: { optimize: false },
  });
  addFormats.default(ajv);
  ajv.addFormat("address", (text: string) => isIP(text) !== 0);
  ajv.addFormat("cidr", isCidr);
  ajv.addKeyword({ keyword: "sensitive", schemaType: "boolean" });
  ajv.addKeyword({ keyword: "deprecationMessage", schemaType: "string" });
  return ajv;
}

/** How a user names a secret in place of its text. */
const secretReference: JsonSchema = {
  type: "object",
  additionalProperties: false,
  required: ["secret"],
  properties: { secret: { type: "string", pattern: "^[a-z0-9][a-z0-9-]{0,126}$", description: "Name of a secret." } },
};

/** A schema in which every sensitive text may also be a reference to a secret. */
export function withSecretReferences<Part>(schema: Part): Part {
  if (Array.isArray(schema)) return schema.map(withSecretReferences) as Part;
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, part]) => [key, withSecretReferences(part)]);
  const copy = Object.fromEntries(parts) as JsonSchema;
  if (copy.sensitive !== true) return copy as Part;
  const description = copy.description === undefined ? {} : { description: copy.description };
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON schema
  return { ...description, sensitive: true, if: { type: "object" }, then: secretReference, else: copy } as Part;
}

interface Compiled {
  validate: ValidateFunction;
  /** What was compiled, which paths in errors refer to. */
  schema: JsonSchema;
}

function compile(ajv: Ajv, definition: KindDefinition): Compiled {
  const { schemaFile } = definition;
  try {
    const { $schema: _, ...schema } = withSecretReferences(definition.schema);
    return { validate: ajv.compile(schema), schema };
  } catch (cause) {
    throw brokenSchema(schemaFile, cause);
  }
}

function isCidr(text: string): boolean {
  const [address = "", length = "", ...more] = text.split("/");
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= (version === 4 ? 32 : 128);
}
