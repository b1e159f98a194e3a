import type { Override } from "../documents/overrides.ts";
import { StackError, throwProblems } from "../errors/stack-error.ts";
import type { OutputReference, Resource, Value } from "../resources/resource.ts";
import { canonicalHash } from "./canonical-hash.ts";
import { conflictingResources, type Declaration, invalidResource, unknownResourceType } from "./errors.ts";
import type { RoleResources } from "./machine-run.ts";
import { overrideFields } from "./override-fields.ts";
import { redact } from "./redact.ts";
import { newTrace, type ResolveTrace, resolveValue, type ValueSources } from "./resolve-value.ts";
import { hasUnknown, unknownsIn } from "./unknown-value.ts";
import { nearest, validateProps } from "./validate-props.ts";
import { hasField, withContent } from "./with-content.ts";

/** What resource types and check types have in common. */
export interface DeclaredType {
  name: string;
  schema: object;
  identify(props: never): string;
}

/** A resource with text in place of references, and what its values rest on. */
export interface Materialised<Type extends DeclaredType> {
  role: string;
  /** Further roles that declare exactly the same. */
  alsoRoles: readonly string[];
  /** As the task returned it. */
  resource: Resource;
  type: Type;
  identity: string;
  /** `<type>:<identity>`. */
  id: string;
  /** Fields for the type, `ensure` among them; templates and sources stand as `content` and `contentBase64`. */
  props: Readonly<Record<string, unknown>>;
  sensitive: boolean;
  sensitiveFields: ReadonlySet<string>;
  secretTexts: ReadonlySet<string>;
  /** What is not known yet, for people. */
  unknown: readonly string[];
  outputs: readonly OutputReference[];
  /** What documents say in place of the role; already among the fields. */
  overrides: readonly Override[];
}

export interface MaterialiseOptions<Type extends DeclaredType> {
  machine: string;
  types: ReadonlyMap<string, Type>;
  sources: ValueSources;
  /** Of this machine. */
  overrides?: readonly Override[];
}

/**
 * Resolves and validates everything a machine should be, in order. Throws once for all findings. What two roles
 * declare alike is kept once and belongs to the first.
 */
export function materialise<Type extends DeclaredType>(
  roles: readonly RoleResources[],
  options: MaterialiseOptions<Type>,
): Materialised<Type>[] {
  const problems: StackError[] = [];
  const wanted = new Map<string, Materialised<Type>>();
  for (const { role, resources } of roles) {
    for (const resource of resources) {
      try {
        keep(wanted, materialiseOne(role, resource, options), options.machine);
      } catch (problem) {
        problems.push(...findings(problem));
      }
    }
  }
  throwProblems(problems, (count) => `${count} findings in the resources of ${options.machine}.`);
  return [...wanted.values()];
}

/** Resolves and validates one resource. Throws once for all findings. */
export function materialiseOne<Type extends DeclaredType>(
  role: string,
  resource: Resource,
  options: MaterialiseOptions<Type>,
): Materialised<Type> {
  const where = declaration(role, resource, options.machine);
  const type = options.types.get(resource.type);
  if (!type) throw unknownType(where, [...options.types.keys()]);
  const { fields, traces } = resolveFields(resource, options.sources);
  const declared = foundIn(traces);
  check(type, { where, fields, resource, secretTexts: declared.secretTexts });
  const asDeclared = withContent(
    { ...fields, ensure: resource.ensure ?? "present" },
    { schema: type.schema, base: resource.base, where },
  );
  const identity = type.identify(asDeclared as never);
  checkIdentity(where, identity, declared.secretTexts);
  const id = `${type.name}:${identity}`;
  const overrides = (options.overrides ?? []).filter((one) => one.resource === id);
  const props = overrideFields({ type, props: asDeclared, ...declared }, overrides);
  const found = overrides.length === 0 ? declared : foundIn(withoutOverridden(traces, overrides));
  return { role, alsoRoles: [], resource, type, identity, id, props, overrides, unknown: unknownsIn(props), ...found };
}

/** A field that is overridden rests on nothing any more. */
function withoutOverridden(traces: ReadonlyMap<string, ResolveTrace>, overrides: readonly Override[]) {
  const gone = overrides.flatMap(({ property }) => (property === "content" ? ["content", "data"] : [property]));
  return new Map([...traces].filter(([field]) => !gone.includes(field)));
}

/** It is printed everywhere, and it is what a later run knows the thing by. */
function checkIdentity(where: Declaration, identity: string, secretTexts: ReadonlySet<string>): void {
  if (hasUnknown(identity)) throw invalidResource(where, "its identity is not known before apply");
  if (redact(identity, secretTexts) !== identity) throw invalidResource(where, "a secret stands in its identity");
}

function findings(problem: unknown): readonly StackError[] {
  if (!(problem instanceof StackError)) throw problem;
  return problem.problems.length === 0 ? [problem] : problem.problems;
}

function keep<Type extends DeclaredType>(
  wanted: Map<string, Materialised<Type>>,
  added: Materialised<Type>,
  machine: string,
): void {
  const first = wanted.get(added.id);
  if (!first) {
    wanted.set(added.id, added);
    return;
  }
  const fields = differingFields(first.props, added.props);
  if (fields.length > 0)
    throw conflictingResources(declarationOf(first, machine), declarationOf(added, machine), fields);
  if (added.role === first.role || first.alsoRoles.includes(added.role)) return;
  wanted.set(added.id, { ...first, alsoRoles: [...first.alsoRoles, added.role] });
}

function differingFields(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => canonicalHash(a[name]) !== canonicalHash(b[name]));
}

function declaration(role: string, resource: Resource, machine: string): Declaration {
  return { machine, role, plugin: resource.plugin, resource: resource.type };
}

/** Who declares a materialised resource, for messages. */
export function declarationOf(item: Materialised<DeclaredType>, machine: string): Declaration {
  return { machine, role: item.role, plugin: item.resource.plugin, resource: item.id };
}

function unknownType(where: Declaration, known: readonly string[]): StackError {
  return unknownResourceType(where, nearest(where.resource, known), known);
}

function resolveFields({ props }: Resource, sources: ValueSources) {
  const traces = new Map<string, ResolveTrace>();
  const fields: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(props)) {
    const trace = newTrace();
    const resolved = resolveValue(value as Value, sources, trace);
    if (resolved === undefined) continue;
    fields[field] = resolved;
    traces.set(field, trace);
  }
  return { fields, traces };
}

interface Checked {
  where: Declaration;
  fields: Record<string, unknown>;
  resource: Resource;
  secretTexts: ReadonlySet<string>;
}

function check(type: DeclaredType, { where, fields, resource, secretTexts }: Checked): void {
  const checked = hasField(type.schema, "ensure") ? { ...fields, ensure: resource.ensure ?? "present" } : fields;
  const name = redact(nameOf(type, fields, where), secretTexts);
  const problems = validateProps(type.schema, checked).map(({ message, hint }) =>
    invalidResource({ ...where, resource: name }, redact(message, secretTexts), hint),
  );
  throwProblems(problems, (count) => `${count} findings in one resource of role ${where.role}.`);
}

/** The identity where the fields allow one; they are not valid yet. */
function nameOf(type: DeclaredType, fields: Record<string, unknown>, where: Declaration): string {
  const name = fields.path ?? fields.name;
  return typeof name === "string" ? `${type.name}:${name}` : where.resource;
}

function foundIn(traces: ReadonlyMap<string, ResolveTrace>) {
  const all = [...traces.values()];
  const secretFields = [...traces].filter(([, trace]) => trace.sensitive).map(([field]) => field);
  const rendered = secretFields.includes("data") ? ["content"] : [];
  return {
    sensitive: secretFields.length > 0,
    sensitiveFields: new Set([...secretFields, ...rendered]),
    secretTexts: new Set(all.flatMap(({ secretTexts }) => [...secretTexts])),
    outputs: all.flatMap(({ outputs }) => outputs),
  };
}
