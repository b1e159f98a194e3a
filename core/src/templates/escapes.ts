import { quote } from "../shell/quote.ts";

/** Why a value cannot stand in a kind of file; the template's name and line are added where it is caught. */
export class UnfitValue extends Error {}

/** Text of a value for one kind of file. Throws `UnfitValue` where no spelling of the value exists. */
export type Escape = (value: unknown) => string;

/** One escaping helper per kind of target. A template without one on a variable is a finding of `unescapedVariables`. */
export const escapes: Readonly<Record<string, Escape>> = Object.freeze({
  /** As it is: for text that is code of the same language already. */
  raw: scalar,
  /** One word of a shell. */
  sh: (value) => quote(withoutNul(scalar(value))),
  /** A YAML value: flow style, strings in double quotes. */
  yaml: (value) => jsonText(value),
  json: (value) => jsonText(value),
  /** A TOML value of a scalar or list; JSON's strings, numbers, booleans and lists are TOML's too. */
  toml: tomlValue,
  /** The rest of a line `key = …`. */
  ini: (value) => trimmed(oneLine(scalar(value))),
  /** An HCL string, list or object; neither `${` nor `%{` starts a template. */
  hcl: (value) => jsonText(value).replace(/([$%])\{/g, "$1$1{"),
  /** Text or attribute of an element. */
  xml: xmlText,
  /** The rest of a line `Key=…` of a unit. */
  systemd: (value) => trimmed(unitLine(scalar(value))),
  /** One word of a command line of a unit. */
  systemdWord: (value) => `"${unitLine(scalar(value)).replace(/[\\"]/g, "\\$&").replaceAll("$", "$$$$")}"`,
  /** One word of haproxy.cfg, see its manual, section 2.2. */
  haproxy: haproxyWord,
  /** One word of nginx.conf. */
  nginx: nginxWord,
  /** A value of postgresql.conf, in quotes. */
  pg: (value) => `'${oneLine(scalar(value)).replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
});

function scalar(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return String(value);
  if (value === undefined || value === null) throw new UnfitValue("is missing");
  throw new UnfitValue(
    `must be text, a number or a boolean; received ${Array.isArray(value) ? "a list" : typeof value}`,
  );
}

function withoutNul(text: string): string {
  if (text.includes("\0")) throw new UnfitValue("contains a NUL byte");
  return text;
}

function oneLine(text: string): string {
  if (/[\r\n\0]/.test(text)) throw new UnfitValue("contains a line break, which would begin another setting");
  return text;
}

function trimmed(text: string): string {
  if (text !== text.trim()) throw new UnfitValue("begins or ends with a blank, which would be lost");
  return text;
}

/** Characters that JSON lets pass and YAML and TOML do not. */
const CONTROLS = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

function jsonText(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) throw new UnfitValue("is missing");
  return json.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function tomlValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
  scalar(value);
  return jsonText(value);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function xmlText(value: unknown): string {
  const text = scalar(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new UnfitValue("contains a character that XML forbids");
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** `%` starts a specifier; a backslash at the end would join the next line. */
function unitLine(text: string): string {
  if (oneLine(text).endsWith("\\")) throw new UnfitValue("ends with a backslash, which would join the next line");
  return text.replaceAll("%", "%%");
}

function haproxyWord(value: unknown): string {
  const text = oneLine(scalar(value));
  if (text === "") return '""';
  return text
    .replaceAll("\t", "\u0000")
    .replace(/[\\ #"']/g, "\\$&")
    .replaceAll("\u0000", "\\t");
}

function nginxWord(value: unknown): string {
  const text = oneLine(scalar(value));
  if (text.includes("$")) throw new UnfitValue("contains a dollar sign, which nginx has no way to quote");
  return /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
