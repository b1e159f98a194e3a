import { unknown } from "./protocol/values.mjs";

/** What will be, as far as it is known before: everything that the cloud decides is unknown. */
export function plannedValues({ schema, prior, proposed, kind }) {
  if (proposed === null) return null;
  const planned = prior === null ? withUnknowns(proposed, schema) : { ...proposed };
  return { ...planned, ...kind.planned?.({ planned, prior, unknown }) };
}

function withUnknowns(values, { attributes, block_types }) {
  const result = { ...values };
  for (const [name, { computed }] of Object.entries(attributes)) {
    if (computed && (values[name] ?? null) === null) result[name] = unknown;
  }
  for (const [name, { block, nesting_mode }] of Object.entries(block_types)) {
    const nested = values[name];
    if (nesting_mode === "single" || !Array.isArray(nested)) continue;
    result[name] = nested.map((one) => withUnknowns(one, block));
  }
  return result;
}

/** Names of changed attributes that the cloud cannot change in place. */
export function replacedAttributes({ prior, planned, kind }) {
  if (prior === null || planned === null) return [];
  return kind.forcesNew.filter((name) => name in planned && !equal(prior[name], planned[name]));
}

/** The values that the cloud answers: whatever is still unknown gets a value of its type. */
export function settledValues({ schema, planned, known, id }) {
  return settle({ ...planned, ...withoutNothing(known) }, schema, id);
}

function settle(values, { attributes, block_types }, id) {
  const result = {};
  for (const [name, { type }] of Object.entries(attributes))
    result[name] = values[name] === unknown ? invented(name, type, id) : resolved(values[name] ?? null);
  for (const [name, { block, nesting_mode }] of Object.entries(block_types)) {
    const nested = values[name];
    const isList = nesting_mode !== "single" && Array.isArray(nested);
    result[name] = isList ? nested.map((one) => settle(one, block, id)) : (nested ?? null);
  }
  return result;
}

/** Something of the right type that nothing of ours reads. */
function invented(name, type, id) {
  if (type === "string") return `${name.replaceAll("_", "-")}-of-${id.split("/").at(-1)}`;
  if (type === "number") return 0;
  if (type === "bool") return false;
  return type[0] === "map" ? {} : [];
}

function resolved(value) {
  if (value === unknown) return null;
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(one)]));
}

const withoutNothing = (values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

export function equal(one, other) {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function canonical(value) {
  if (value === unknown) return { unknown: true };
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object") return value ?? null;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, canonical(value[name])]),
  );
}
