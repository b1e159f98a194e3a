import { randomBytes } from "node:crypto";
import type { StepResult } from "../ssh/session.ts";

/** One part of a step whose status and output are told apart from the others'. */
export interface Section {
  /** For messages. */
  name: string;
  script: string;
  /** Nothing after it runs when it fails. */
  decisive?: boolean;
}

export interface SectionResult {
  name: string;
  status: number;
  stdout: string;
  stderr: string;
}

/** A line that nothing on the machine can guess, so that no output can pose as the end of a section. */
export function newMarker(): string {
  return `@@lambdastack-${randomBytes(16).toString("hex")}`;
}

/** Everything a script may count on. C.UTF-8 and not C: database clusters take their encoding from it. */
const PRELUDE = `umask 022
cd /
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset LANGUAGE CDPATH ENV
`;

/** One program that runs the sections one after another, each in a subshell of its own. */
export function sectionScript(sections: readonly Section[], marker: string): string {
  return PRELUDE + sections.map((section, index) => sectionText(section, `${marker} ${index}`)).join("");
}

/** The sections that ended, in order; shorter than `sections` when the output was cut off or a decisive one failed. */
export function readSections(
  result: Pick<StepResult, "stdout" | "stderr">,
  sections: readonly Section[],
  marker: string,
): SectionResult[] {
  const outputs = splitOutput(result.stdout, sections.length, marker);
  const messages = splitOutput(result.stderr, sections.length, marker);
  return outputs.map(({ status, text }, index) => ({
    name: sections[index]?.name ?? "",
    status,
    stdout: text,
    stderr: messages[index]?.text ?? "",
  }));
}

function sectionText({ script, decisive }: Section, mark: string): string {
  return `(
:
${script}
) </dev/null
lambdastack_status=$?
printf '\\n%s %s\\n' '${mark}' "$lambdastack_status"
printf '\\n%s %s\\n' '${mark}' "$lambdastack_status" >&2
${decisive ? `[ "$lambdastack_status" -eq 0 ] || exit "$lambdastack_status"\n` : ""}`;
}

function splitOutput(output: string, count: number, marker: string): { status: number; text: string }[] {
  const parts = [];
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    const mark = `\n${marker} ${index} `;
    const end = output.indexOf(mark, position);
    const newline = output.indexOf("\n", end + mark.length);
    if (end < 0 || newline < 0) break;
    parts.push({ status: Number(output.slice(end + mark.length, newline)), text: output.slice(position, end) });
    position = newline + 1;
  }
  return parts;
}

/** The last lines of a program's output, for messages. */
export function lastLines(output: string, count = 20): string {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}
