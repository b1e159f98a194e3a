/** Shorter texts are not looked for: they stand in ordinary words, and blanking them there would tell what they are. */
const SHORTEST = 4;
/** A line of a key that was printed line by line. */
const SHORTEST_LINE = 16;

/** Every text that a secret may look like in output: as it is, in other programs' quoting, and encoded. */
export function secretForms(secret: string): string[] {
  const texts = [secret, secret.trim(), ...longLines(secret)];
  const forms = texts.filter((text) => text.length >= SHORTEST).flatMap(formsOf);
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST);
}

/** Armour such as `-----BEGIN …-----` is no secret. */
function longLines(secret: string): string[] {
  if (!secret.includes("\n")) return [];
  return secret
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_LINE && !line.startsWith("-----"));
}

function formsOf(text: string): string[] {
  const json = jsonEscaped(text);
  const hex = Buffer.from(text).toString("hex");
  return [
    text,
    json,
    jsonEscaped(json),
    json.replaceAll("/", "\\/"),
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    hex,
    hex.toUpperCase(),
    ...urlForms(text),
    ...base64Forms(text),
  ];
}

function jsonEscaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function urlForms(text: string): string[] {
  const component = encodeURIComponent(Buffer.from(text).toString());
  const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([["", text]]).toString().slice(1);
  const forms = [component, form, strict, strict.replaceAll("%20", "+"), strict.replaceAll("%2F", "/")];
  return forms.flatMap((encoded) => [encoded, encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** Whole, and the part that does not depend on neighbours for each of the three places it can have in longer data. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  return [bytes.toString("base64"), ...cores].flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}
