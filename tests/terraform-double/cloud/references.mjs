/** Every text anywhere in a value. */
export function textsIn(value) {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(textsIn);
}

/** Ids that a resource names and the cloud does not have. */
export function danglingReferences({ id, values, resources, kinds }) {
  const names = new Set(Object.entries(resources).flatMap(([known, one]) => [known, ...kinds.namesOf(one.values)]));
  const named = textsIn(values).filter((text) => kinds.isReference(text) && !kinds.namesOf(values).includes(text));
  return [...new Set(named)].filter((text) => text !== id && !names.has(text));
}

/** Ids of other resources that name this one, which therefore cannot go. */
export function referencesTo({ id, resources, kinds }) {
  const own = [id, ...kinds.namesOf(resources[id]?.values ?? {})];
  return Object.entries(resources)
    .filter(([other, { values }]) => other !== id && textsIn(values).some((text) => own.includes(text)))
    .map(([other]) => other);
}
