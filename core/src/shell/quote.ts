import { StackError } from "../errors/stack-error.ts";

/**
 * Text as one word of a POSIX shell program, whatever it contains. The only way a value enters a script.
 * Throws `nul-in-value`: no program can receive a NUL byte in an argument.
 */
export function quote(text: string): string {
  if (text.includes("\0")) throw new StackError("nul-in-value", "A value contains a NUL byte.", { ending: "invalid" });
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
