import picocolors from "picocolors";
import type { SourceLocation, StackError } from "./stack-error.ts";

export interface RenderOptions {
  color: boolean;
}

/** What a warning of any origin holds. */
export interface Warning {
  message: string;
  hint?: string | undefined;
  location?: SourceLocation | undefined;
}

/** An error for people: message, place, source line with a caret, hint; every one of several problems, with a count. */
export function renderError(error: StackError, { color }: RenderOptions): string {
  const paint = picocolors.createColors(color);
  const label = paint.red(paint.bold("error:"));
  if (error.problems.length === 0) return render(error, label, color);
  const each = error.problems.map((problem) => renderError(problem, { color }));
  return [...each, render({ message: error.message, hint: error.hint }, label, color)].join("\n\n");
}

/** A warning in the same form. */
export function renderWarning(warning: Warning, { color }: RenderOptions): string {
  const paint = picocolors.createColors(color);
  return render(warning, paint.yellow(paint.bold("warning:")), color);
}

function render({ message, hint, location }: Warning, label: string, color: boolean): string {
  const paint = picocolors.createColors(color);
  const lines = [`${label} ${printable(message)}`];
  if (location) lines.push(`  at ${paint.cyan(placeText(location))}`, ...excerpt(location, color));
  if (hint) lines.push(`  ${paint.bold("hint:")} ${printable(hint)}`);
  return lines.join("\n");
}

function placeText({ file, line, column }: SourceLocation): string {
  return printable([file, line, column].filter((part) => part !== undefined).join(":"));
}

function excerpt({ line, column, sourceLine, length = 1 }: SourceLocation, color: boolean): string[] {
  if (line === undefined || sourceLine === undefined) return [];
  const paint = picocolors.createColors(color);
  const { text, start } = shortened(sourceLine, (column ?? 1) - 1);
  const number = String(line);
  const carets = "^".repeat(Math.max(1, Math.min(length, text.length - start)));
  const gutter = " ".repeat(number.length);
  const marked = column === undefined ? [] : [`  ${gutter} ${paint.dim("|")} ${" ".repeat(start)}${paint.red(carets)}`];
  return [`  ${paint.dim(`${number} |`)} ${printable(text)}`, ...marked];
}

const widestLine = 160;

/** A part of a long line around the place, so that the caret stands below what it means. */
function shortened(line: string, start: number): { text: string; start: number } {
  if (line.length <= widestLine) return { text: line, start };
  const from = Math.max(0, Math.min(start - 40, line.length - widestLine));
  return { text: line.slice(from, from + widestLine), start: start - from };
}

/** Text of users cannot move the cursor or colour the terminal; tabs count as one column. */
function printable(text: string): string {
  return text.replace(/\t/g, " ").replace(/[^\P{Cc}\n]/gu, "\uFFFD");
}
