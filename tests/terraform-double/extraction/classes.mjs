/**
 * The classes of a generated source: each with its attributes as `{name, computed, optional, required, type}` or, for
 * nested ones, `{..., nested: {className, nesting}}`.
 */
export function classesOf(source) {
  const starts = [...source.matchAll(/^export class (\w+) extends cdktf\.(\w+)/gm)];
  return new Map(
    starts.map(({ 1: name, 2: base, index }, position) => {
      const text = source.slice(index, starts[position + 1]?.index);
      return [name, { name, base, attributes: attributesOf(text) }];
    }),
  );
}

/** Every attribute is announced by a comment with its flags; its getter, which follows, tells its type. */
function attributesOf(text) {
  const found = [
    ...text.matchAll(/^ {2}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$/gm),
  ];
  return found.map(({ 1: name, 2: computed, 3: optional, 4: required, index }, position) => ({
    name,
    computed: computed === "true",
    optional: optional === "true",
    required: required === "true",
    ...shapeOf(name, text.slice(index, found[position + 1]?.index)),
  }));
}

const simpleTypes = {
  getStringAttribute: "string",
  getNumberAttribute: "number",
  getBooleanAttribute: "bool",
  getListAttribute: ["list", "string"],
  getNumberListAttribute: ["list", "number"],
  getStringMapAttribute: ["map", "string"],
  getNumberMapAttribute: ["map", "number"],
  getBooleanMapAttribute: ["map", "bool"],
};

function shapeOf(name, text) {
  const [, className, isSet] = /new (\w+?)(?:List|Map)\(this, "\w+", (true|false)\)/.exec(text) ?? [];
  if (className !== undefined) return { nested: { className, nesting: isSet === "true" ? "set" : "list" } };
  const [, single] = /new (\w+?)OutputReference\(this, "\w+"\)/.exec(text) ?? [];
  if (single !== undefined) return { nested: { className: single, nesting: "single" } };
  if (/new cdktf\.StringMap\(this/.test(text)) return { type: ["map", "string"] };
  const [, setOf, getter] = /return (cdktf\.\w+(?:\.\w+)*\(.*)?this\.(get\w+Attribute)\(/.exec(text) ?? [];
  const type = simpleTypes[getter];
  if (type === undefined) throw new Error(`attribute ${name} is read in an unknown way: ${text.slice(0, 300)}`);
  return { type: setOf?.includes("tolist") ? ["set", type[1]] : type };
}
