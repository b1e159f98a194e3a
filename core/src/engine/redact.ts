/** What stands where a secret stood. */
export const SENSITIVE = "(sensitive)";

/** Shorter texts would blank ordinary words; such values are hidden by their field alone. */
const SHORTEST = 4;

/** Text without the given secrets, in clear and in the encodings that programs commonly print them in. */
export function redact(text: string, secrets: Iterable<string>): string {
  let redacted = text;
  for (const form of formsOf(secrets)) redacted = redacted.replaceAll(form, SENSITIVE);
  return redacted;
}

/** Longest first, so that no form is torn by a shorter one inside it. */
function formsOf(secrets: Iterable<string>): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) if (secret.length >= SHORTEST) for (const form of encodings(secret)) forms.add(form);
  return [...forms].sort((a, b) => b.length - a.length);
}

function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  const lines = secret.split("\n").filter((line) => line.length >= SHORTEST);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const quoted = secret.replaceAll("'", `'\\''`);
  const base64 = bytes.toString("base64").replace(/=+$/, "");
  return [secret, ...lines, escaped, quoted, base64, encodeUrl(bytes), bytes.toString("hex")];
}

/** Through bytes, as encodeURIComponent takes no lone surrogates. */
function encodeUrl(bytes: Buffer): string {
  return encodeURIComponent(bytes.toString("utf8"));
}
