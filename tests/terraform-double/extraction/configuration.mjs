/**
 * The block that configures a provider. Providers have no typed getters and no class for nested blocks, so this reads
 * the interfaces. Whether a list is a set is lost.
 */
export function configurationOf(source) {
  const root = /export class (\w+) extends cdktf\.TerraformProvider/.exec(source)?.[1];
  return interfaceBlock(`${root}Config`, source);
}

function interfaceBlock(name, source) {
  const body = new RegExp(`^export interface ${name} \\{\n([\\s\\S]*?)^\\}`, "m").exec(source)?.[1];
  if (body === undefined) throw new Error(`interface ${name} is missing`);
  const block = { attributes: {}, block_types: {} };
  for (const { 1: key, 2: camel, 3: optional, 4: type } of body.matchAll(
    /#(\w+) \w+#\w+\}\s*\*\/\s*readonly (\w+)(\??): ([^;]+);/g,
  )) {
    const flags = optional === "" ? { required: true } : { optional: true };
    const simple = simpleTypes[type];
    if (camel === "alias") continue;
    if (simple !== undefined) block.attributes[key] = { type: simple, ...flags };
    else block.block_types[key] = nestedBlock(type, source);
  }
  return block;
}

function nestedBlock(type, source) {
  const [, name] = /^(\w+)\[\] \| cdktf\.IResolvable$/.exec(type) ?? [];
  if (name === undefined) throw new Error(`a provider's field has the unknown type ${type}`);
  return { nesting_mode: "list", block: interfaceBlock(name, source), max_items: 1 };
}

const simpleTypes = {
  string: "string",
  number: "number",
  "boolean | cdktf.IResolvable": "bool",
  "string[]": ["list", "string"],
  "{ [key: string]: string }": ["map", "string"],
};
