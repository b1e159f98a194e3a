import { distance } from "fastest-levenshtein";

/** The known word nearest to what was typed, when it is near enough to be meant: two letters of five may be exchanged. */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const ranked = [...known]
    .map((word) => ({ word, distance: distance(typed.toLowerCase(), word.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor((typed.length + 1) / 3)) ? best.word : undefined;
}

/** `Did you mean "kafka"?`, or what is known when nothing is near. */
export function didYouMean(typed: string, known: Iterable<string>): string {
  const words = [...known];
  const word = nearest(typed, words);
  if (word !== undefined) return `Did you mean "${word}"?`;
  return words.length === 0 ? "None is known here." : `Known: ${words.slice(0, 40).join(", ")}.`;
}

/** What was received, short enough for one line and without control characters. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a map";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
