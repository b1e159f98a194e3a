import { createHash } from "node:crypto";

/** Google's limit for names, of RFC 1035. */
const longest = 63;

/** A name of letters, digits and hyphens; what is too long ends in a hash of the whole. */
export function cloudName(...parts: readonly string[]): string {
  const whole = parts
    .join("-")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/-+$/, "");
  if (whole.length <= longest) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${whole.slice(0, longest - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/** Tags as Google's labels: lower case, with nothing but letters, digits, hyphens and underscores. */
export function labelsOf(tags: Readonly<Record<string, string>>): Record<string, string> {
  const label = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^\p{Ll}\p{Lo}\p{N}_-]/gu, "_")
      .slice(0, longest);
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [label(key), label(value)]));
}
