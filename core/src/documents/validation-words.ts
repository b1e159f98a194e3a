/** JSON schema's keywords for limits, as the words that come before the limit. */
export const limitWords: Record<string, string> = {
  minimum: "must be at least",
  maximum: "must be at most",
  exclusiveMinimum: "must be more than",
  exclusiveMaximum: "must be less than",
  multipleOf: "must be a multiple of",
  minLength: "must have at least this many characters:",
  maxLength: "must have at most this many characters:",
  minItems: "must have at least this many items:",
  maxItems: "must have at most this many items:",
  minProperties: "must have at least this many keys:",
  maxProperties: "must have at most this many keys:",
  const: "must be",
};

/** How a format is written, by its name. */
export const formats: Record<string, string> = {
  address: "Write an IPv4 or IPv6 address, such as 192.168.1.10.",
  cidr: "Write an address and a length, such as 10.1.0.0/20.",
};

/** JSON schema's types, as a writer of YAML knows them. */
export const typeNames: Record<string, string> = {
  object: "a map",
  array: "a list",
  string: "a text",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  null: "empty",
};
