/**
 * A block in the form of `terraform providers schema -json`. A nested thing that may be computed is an attribute
 * of object type, any other one a block.
 */
export function blockOf(definition, classes) {
  const block = { attributes: {}, block_types: {} };
  for (const attribute of sorted(definition.attributes)) {
    if (attribute.nested === undefined || attribute.computed)
      block.attributes[attribute.name] = { type: typeOf(attribute, classes), ...flags(attribute) };
    else block.block_types[attribute.name] = nestedBlock(attribute, classes);
  }
  return block;
}

/** The generator keeps only a maximum of one, by way of an output reference where a list would stand else. */
function nestedBlock({ name, nested, required }, classes) {
  const block = blockOf(classOf(nested, classes), classes);
  if (name === "timeouts") return { nesting_mode: "single", block };
  const least = required && { min_items: 1 };
  if (nested.nesting === "single") return { nesting_mode: "list", block, ...least, max_items: 1 };
  return { nesting_mode: nested.nesting, block, ...least };
}

function typeOf({ type, nested }, classes) {
  if (type !== undefined) return type;
  const attributes = sorted(classOf(nested, classes).attributes).map((one) => [one.name, typeOf(one, classes)]);
  return [nested.nesting === "set" ? "set" : "list", ["object", Object.fromEntries(attributes)]];
}

function classOf({ className }, classes) {
  const found = classes.get(`${className}OutputReference`);
  if (found === undefined) throw new Error(`class ${className}OutputReference is missing`);
  return found;
}

function flags({ computed, optional, required }) {
  return { ...(required && { required }), ...(optional && { optional }), ...(computed && { computed }) };
}

const sorted = (attributes) => [...attributes].sort((one, other) => (one.name < other.name ? -1 : 1));
