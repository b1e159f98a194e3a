import type { InitialisedRole } from "./init-role.ts";

/** The document, where each value comes from, and where it was written. */
export function initText({ text, values, file }: InitialisedRole): string {
  const lines = values.map(({ key, value, from }) => `  ${key}: ${JSON.stringify(value)} (${from})`);
  const end = file === undefined ? [] : [`Written to ${file}.`];
  return `${[text.trimEnd(), ["Where the values come from:", ...lines].join("\n"), ...end].join("\n\n")}\n`;
}
