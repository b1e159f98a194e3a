import { satisfies } from "semver";
import { nearest } from "../documents/suggestions.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { RoleManifest, ValueContract, ValueShape } from "../plugin-host/role.ts";
import { consumedVersionDiffers, type FieldDifference, fieldDiffers } from "./errors.ts";

/** Names of the values that a role reads, in whichever form role.yml lists them. */
export const consumedNames = ({ consumes = [] }: Pick<RoleManifest, "consumes">): readonly string[] =>
  Array.isArray(consumes) ? consumes : Object.keys(consumes);

/** Version of a published value whose role.yml names none. */
const firstVersion = "1.0.0";

/** The JSON Schema of a value, without what only we read. */
export const schemaOf = ({ version: _, ...schema }: ValueContract): object => schema;

/**
 * Throws (refused) for every field and version that one of these roles consumes and another publishes differently: the
 * field is missing, not always there, or of another type. Schemas are compared by `type`, `properties`, `required` and `items`.
 */
export function checkConsumed(roles: readonly RoleManifest[]): void {
  const pairs = roles.flatMap((consumer) =>
    Object.entries(typedValues(consumer)).flatMap(([value, wanted]) =>
      roles.flatMap((publisher) => {
        const published = publisher.name === consumer.name ? undefined : ownValue(publisher.publishes, value);
        return published ? [{ consumer: consumer.name, publisher: publisher.name, value, wanted, published }] : [];
      }),
    ),
  );
  throwProblems(pairs.flatMap(problemsOf), (count) => `${count} published values are not what other roles consume.`);
}

function typedValues({ consumes = [] }: RoleManifest): Readonly<Record<string, ValueContract>> {
  return Array.isArray(consumes) ? {} : consumes;
}

interface Pair {
  consumer: string;
  publisher: string;
  /** Name of the value. */
  value: string;
  wanted: ValueContract;
  published: ValueContract;
}

function problemsOf({ wanted, published, ...pair }: Pair): StackError[] {
  const range = wanted.version;
  const version = published.version ?? firstVersion;
  if (range !== undefined && !satisfies(version, range)) return [consumedVersionDiffers({ ...pair, range, version })];
  return differences(wanted, published, pair.value).map((difference) => fieldDiffers({ ...pair, difference }));
}

function differences(wanted: ValueShape, published: ValueShape, field: string): FieldDifference[] {
  const types = { wanted: typesOf(wanted), published: typesOf(published) };
  if (types.published.some((type) => types.wanted.length > 0 && !covers(types.wanted, type)))
    return [{ kind: "type", field, ...types }];
  const fields = Object.entries(fieldsOf(wanted)).flatMap(([name, shape]) =>
    fieldDifferences({ name, shape, isRequired: wanted.required?.includes(name) === true }, published, field),
  );
  const items = wanted.items && published.items ? differences(wanted.items, published.items, `${field}[]`) : [];
  return [...fields, ...items];
}

interface WantedField {
  name: string;
  shape: ValueShape;
  isRequired: boolean;
}

function fieldDifferences({ name, shape, isRequired }: WantedField, published: ValueShape, parent: string) {
  const field = `${parent}.${name}`;
  const found = ownValue(published.properties, name);
  const others = Object.keys(published.properties ?? {});
  if (found === undefined)
    return isRequired ? [{ kind: "missing" as const, field, published: others, meant: nearest(name, others) }] : [];
  const optional = isRequired && published.required?.includes(name) !== true;
  return [...(optional ? [{ kind: "optional" as const, field }] : []), ...differences(shape, found, field)];
}

/** Fields that are only required, with nothing said of them, count too. */
const fieldsOf = ({ properties = {}, required = [] }: ValueShape): Readonly<Record<string, ValueShape>> => ({
  ...Object.fromEntries(required.map((name) => [name, {}])),
  ...properties,
});

const typesOf = ({ type = [] }: ValueShape): readonly string[] => (typeof type === "string" ? [type] : type);

/** Every whole number is a number. */
const covers = (wanted: readonly string[], type: string): boolean =>
  wanted.includes(type) || (type === "integer" && wanted.includes("number"));

const ownValue = <T>(values: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
