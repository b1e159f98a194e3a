import { secretForms } from "./secret-forms.ts";

/** Stands in output where a secret was. */
export const SENSITIVE = "(sensitive)";

/** Takes text in pieces, cut anywhere, and gives it back without secrets. */
export interface RedactedStream {
  /** What can be said so far; the end is held back where a secret may begin in it. */
  push(chunk: string): string;
  /** The rest. */
  end(): string;
}

/**
 * Blanks secrets in any text: raw, JSON-escaped, base64 in all alignments, URL-encoded, hexadecimal and escaped for a
 * single-quoted shell word. Secrets shorter than 4 characters are not looked for; encoded forms of other lengths than
 * the secret's own (line-wrapped base64, compressed, hashed) are not recognised.
 */
export interface Redactor {
  /** From now on also this one. */
  add(secret: string): void;
  redact(text: string): string;
  stream(): RedactedStream;
}

/** Half-open range of characters. */
interface Span {
  start: number;
  end: number;
}

export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const forms = new Set<string>();
  const add = (secret: string) => {
    for (const form of secretForms(secret)) forms.add(form);
  };
  for (const secret of secrets) add(secret);
  return { add, redact: (text) => redactWhole(text, forms), stream: () => redactedStream(forms) };
}

function redactWhole(text: string, forms: ReadonlySet<string>): string {
  return render({ text, spans: spansOf(text, forms, 0), until: text.length, marked: 0 });
}

/** Merges what overlaps, so that of two secrets that share characters nothing remains. */
function spansOf(text: string, forms: ReadonlySet<string>, marked: number): Span[] {
  const spans: Span[] = marked > 0 ? [{ start: 0, end: marked }] : [];
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      spans.push({ start, end: start + form.length });
    }
  }
  spans.sort((one, other) => one.start - other.start || other.end - one.end);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

interface View {
  text: string;
  spans: readonly Span[];
  /** Characters to give out. */
  until: number;
  /** Leading characters whose mark was given out before. */
  marked: number;
}

function render({ text, spans, until, marked }: View): string {
  let place = 0;
  let result = "";
  for (const { start, end } of spans.filter((span) => span.start < until)) {
    const mark = start === 0 && marked > 0 ? "" : SENSITIVE;
    result += text.slice(place, start) + mark;
    place = Math.min(end, until);
  }
  return result + text.slice(place, until);
}

function redactedStream(forms: ReadonlySet<string>): RedactedStream {
  let text = "";
  let marked = 0;
  const give = (until: number): string => {
    const spans = spansOf(text, forms, marked);
    const shown = render({ text, spans, until, marked });
    const last = spans.findLast(({ start }) => start < until);
    marked = Math.max(0, (last?.end ?? marked) - until);
    text = text.slice(until);
    return shown;
  };
  return {
    push(chunk) {
      text += chunk;
      return give(firstPossibleStart(text, forms));
    },
    end: () => give(text.length),
  };
}

/** Where the first form begins that the text ends in the middle of; the text's length where there is none. */
function firstPossibleStart(text: string, forms: ReadonlySet<string>): number {
  const longest = Math.max(0, ...[...forms].map((form) => form.length));
  for (let start = Math.max(0, text.length - longest + 1); start < text.length; start += 1) {
    const tail = text.slice(start);
    for (const form of forms) if (form.length > tail.length && form.startsWith(tail)) return start;
  }
  return text.length;
}
