import type { Override } from "../documents/overrides.ts";
import { throwProblems } from "../errors/stack-error.ts";
import type { DeclaredType } from "./materialise.ts";
import { overriddenIdentity, overriddenSecret, unfitOverride, unknownOverrideField } from "./override-errors.ts";
import { nearest, validateProps } from "./validate-props.ts";

type Fields = Readonly<Record<string, unknown>>;

/** These say where content comes from; once they are followed, only the content counts. */
const FOLLOWED: ReadonlySet<string> = new Set(["template", "data", "source"]);

export interface Overridable {
  type: DeclaredType;
  /** Materialised. */
  props: Fields;
  /** Those that hold a secret. */
  sensitiveFields: ReadonlySet<string>;
}

/** The fields with what documents say in place of the role. Throws once for all that do not fit the type (invalid). */
export function overrideFields({ type, props, sensitiveFields }: Overridable, overrides: readonly Override[]): Fields {
  const problems = overrides.flatMap((one) => problemsOf(one, { type, props, sensitiveFields }));
  throwProblems(problems, (count) => `${count} findings in overrides of one resource.`);
  return overrides.reduce(overrideField, props);
}

/** Names of the fields that documents may override. */
export function overridableFields(schema: object): string[] {
  const { properties = {} } = schema as { properties?: object };
  return Object.keys(properties).filter((name) => !FOLLOWED.has(name));
}

function problemsOf(override: Override, { type, props, sensitiveFields }: Overridable) {
  const known = overridableFields(type.schema);
  const { property } = override;
  if (!known.includes(property)) return [unknownOverrideField(override, nearest(property, known), known)];
  if (sensitiveFields.has(property)) return [overriddenSecret(override)];
  const unfit = validateProps(schemaOf(type.schema, property), { [property]: override.value });
  if (unfit.length > 0) return unfit.map(({ message, hint }) => unfitOverride(override, message, hint));
  const isSame = type.identify(overrideField(props, override) as never) === type.identify(props as never);
  return isSame ? [] : [overriddenIdentity(override)];
}

function overrideField(props: Fields, { property, value }: Override): Fields {
  if (property !== "content") return { ...props, [property]: value };
  const { contentBase64: _replaced, ...rest } = props;
  return { ...rest, content: value };
}

/** Of one field alone: what holds between fields was checked where the role declares them. */
function schemaOf(schema: object, property: string): object {
  const { properties, definitions = {} } = schema as { properties: Record<string, object>; definitions?: object };
  return { definitions, properties: { [property]: properties[property] } };
}
