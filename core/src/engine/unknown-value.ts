/** Private-use characters frame a token: no configuration contains them, and templates and escaping leave them alone. */
const OPEN = "\uE000";
const CLOSE = "\uE001";

/** How an unknown value is shown to people. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/** Opaque text that stands for a value nobody can know yet. Survives templates; `what` says what will be known. */
export function unknownToken(what: string): string {
  return `${OPEN}${what.replaceAll(OPEN, "").replaceAll(CLOSE, "")}${CLOSE}`;
}

/** What is unknown in a value, at any depth, without doubles. */
export function unknownsIn(value: unknown): string[] {
  const found = new Set<string>();
  collect(value, found);
  return [...found];
}

export function hasUnknown(value: unknown): boolean {
  return unknownsIn(value).length > 0;
}

/** Text for people: every token, also one that was cut off, reads `(known after apply)`. */
export function showUnknown(text: string): string {
  return text.replace(/\uE000[^\uE001]*(?:\uE001|$)/g, KNOWN_AFTER_APPLY);
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === "string") {
    for (const [, what] of value.matchAll(/\uE000([^\uE001]*)\uE001/g)) found.add(what ?? "");
  } else if (typeof value === "object" && value !== null) {
    for (const child of Object.values(value)) collect(child, found);
  }
}
