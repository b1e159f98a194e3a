import type { StackError } from "../errors/stack-error.ts";

/** Findings in the order in which a reader meets them: file by file, from the top; those without a place first. */
export function inReadingOrder(problems: readonly StackError[]): StackError[] {
  const files = [...new Set(problems.map(({ location }) => location?.file))];
  const rank = ({ location }: StackError): [number, number, number] => [
    location ? files.indexOf(location.file) : -1,
    location?.line ?? 0,
    location?.column ?? 0,
  ];
  return [...problems].sort((left, right) => compare(rank(left), rank(right)));
}

function compare(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((value, position) => value !== right[position]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
