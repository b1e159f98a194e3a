/**
 * Text for a terminal: control characters, escape sequences and direction overrides are written out, so that a value
 * can neither move the cursor nor hide what follows. Tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => NAMED[character] ?? numbered(character));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal.
const UNSEEN = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\u001b": "\\e" };

function numbered(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
