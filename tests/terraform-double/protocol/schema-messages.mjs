const nestings = { single: "SINGLE", list: "LIST", set: "SET", map: "MAP" };

/** A block of our JSON as the message Schema. */
export function schemaMessage(block) {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage({ attributes, block_types }) {
  return {
    attributes: Object.entries(attributes).map(([name, { type, ...flags }]) => ({
      name,
      type: Buffer.from(JSON.stringify(type)),
      ...flags,
    })),
    block_types: Object.entries(block_types).map(([type_name, { nesting_mode, block, min_items, max_items }]) => ({
      type_name,
      block: blockMessage(block),
      nesting: nestings[nesting_mode],
      min_items,
      max_items,
    })),
  };
}
