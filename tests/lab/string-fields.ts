import fc from "fast-check";

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  items?: Schema;
  minItems?: number;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  minimum?: number;
  anyOf?: Schema[];
  oneOf?: Schema[];
  definitions?: Record<string, Schema>;
}

/** A place in a document that takes text. */
export interface StringField {
  /** `frontend[].name`; `<key>` stands for a name that the user chooses. */
  path: string;
  /** The smallest specification with the text in this place, and sound values in what the schema asks for beside it. */
  withText(text: string): object;
}

/** Every place for free text that a schema knows; places that take one of a list are left out. */
export function stringFields(root: Schema): StringField[] {
  return walk(root, root).map(({ path, place }) => ({ path, withText: (text) => place(text) as object }));
}

interface Place {
  path: string;
  place(text: string): unknown;
}

function walk(given: Schema, root: Schema): Place[] {
  const schema = resolved(given, root);
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((choice) => walk(choice, root));
  const own = [
    ...(takesText(schema) ? [{ path: "", place: (text: string) => text }] : []),
    ...(schema.items ? walk(schema.items, root).map(inList) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
      walk(inner, root).map((one) => inObject(one, { key, schema, root })),
    ),
    ...(typeof schema.additionalProperties === "object"
      ? walk(schema.additionalProperties, root).map((one) => inMap(one))
      : []),
  ];
  const seen = new Set<string>();
  return [...own, ...choices].filter(({ path }) => !seen.has(path) && seen.add(path));
}

const inList = ({ path, place }: Place): Place => ({ path: `[]${path}`, place: (text) => [place(text)] });

const inMap = ({ path, place }: Place): Place => ({
  path: `.<key>${path}`,
  place: (text) => ({ key: place(text) }),
});

function inObject({ path, place }: Place, { key, schema, root }: { key: string; schema: Schema; root: Schema }): Place {
  const beside = Object.fromEntries(
    (schema.required ?? [])
      .filter((name) => name !== key && schema !== root)
      .map((name) => [name, sound(schema.properties?.[name] ?? {}, root)]),
  );
  return { path: `.${key}${path}`, place: (text) => ({ ...beside, [key]: place(text) }) };
}

function takesText({ type, enum: choices, const: only }: Schema): boolean {
  return [type].flat().includes("string") && choices === undefined && only === undefined;
}

/** The first value that a schema allows. */
function sound(given: Schema, root: Schema): unknown {
  const schema = resolved(given, root);
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const [choice] = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (choice) return sound(choice, root);
  switch ([schema.type].flat()[0]) {
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    case "array":
      return schema.minItems ? [sound(schema.items ?? {}, root)] : [];
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sound(schema.properties?.[name] ?? {}, root)]),
      );
    default:
      return schema.pattern === undefined ? "sound" : soundText(schema.pattern);
  }
}

/** Tried before one is made up from the pattern, which fast-check cannot do for every pattern. */
const words = ["sound", "1", "1s", "10.0.0.0/8", "/sound", "--sound", "http://192.0.2.1/"];

function soundText(pattern: string): string {
  const expression = new RegExp(pattern);
  const word = words.find((one) => expression.test(one));
  return word ?? fc.sample(fc.stringMatching(expression), { numRuns: 1, seed: 7 })[0] ?? "";
}

function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...rest } = schema;
  return { ...root.definitions?.[$ref.replace("#/definitions/", "")], ...rest };
}
