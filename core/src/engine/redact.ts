import { createRedactor } from "../secrets/redactor.ts";

/** Text without the given secrets, nor single lines of those that have several, in whatever usual encoding. */
export function redact(text: string, secrets: Iterable<string>): string {
  const all = [...secrets];
  if (all.length === 0) return text;
  return createRedactor([...all, ...all.flatMap((secret) => secret.split("\n"))]).redact(text);
}
