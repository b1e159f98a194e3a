import type { Event, Happening } from "./event.ts";

type Of<Type extends Happening["type"]> = Extract<Happening, { type: Type }>;
type Descriptions = { [Type in Happening["type"]]: (happening: Of<Type>) => string };

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

const descriptions: Descriptions = {
  "run-started": ({ run, command, version, arguments: given = [] }) =>
    `run ${run} started: ${[command, ...given].join(" ")} (version ${version})`,
  "run-finished": ({ run, exitCode, milliseconds }) =>
    `run ${run} finished with exit code ${exitCode} in ${seconds(milliseconds)}`,
  "phase-started": ({ phase, title }) => `phase ${phase} started: ${title}`,
  "phase-finished": ({ phase, milliseconds, summary }) =>
    `phase ${phase} finished in ${seconds(milliseconds)}${detail(summary)}`,
  "phase-skipped": ({ phase, reason }) => `phase ${phase} skipped: ${reason}`,
  "phase-failed": ({ phase, message }) => `phase ${phase} FAILED: ${message}`,
  "machine-connected": ({ machine, milliseconds }) => `${machine}: connected in ${seconds(milliseconds)}`,
  "round-trip": ({ machine, purpose, milliseconds, status }) =>
    `${machine}: round trip ${purpose} took ${seconds(milliseconds)}, status ${status}`,
  "machine-failed": ({ machine, message }) => `${machine}: FAILED: ${message}`,
  "infrastructure-started": ({ what, name, action }) => `${what} ${name}: ${action} started`,
  "infrastructure-finished": ({ what, name, action, milliseconds }) =>
    `${what} ${name}: ${action} finished in ${seconds(milliseconds)}`,
  "task-started": ({ role, task, machine }) => `${machine}: ${role} ${task} started`,
  "task-finished": ({ role, task, machine, milliseconds, changed }) =>
    `${machine}: ${role} ${task} finished in ${seconds(milliseconds)}, ${changed} changed`,
  "resource-planned": ({ machine, role, resource, action, differences }) =>
    [`${machine}: ${role} would ${action} ${resource}`, ...differences.map(describeDifference)].join("\n"),
  "resource-started": ({ machine, role, resource, action }) => `${machine}: ${role} ${action} ${resource} started`,
  "resource-finished": ({ machine, role, resource, action, changed, milliseconds }) =>
    `${machine}: ${role} ${action} ${resource} ${changed ? "changed" : "unchanged"} in ${seconds(milliseconds)}`,
  "resource-failed": ({ machine, role, resource, message, output }) =>
    `${machine}: ${role} ${resource} FAILED: ${message}${output === undefined ? "" : `\n${output}`}`,
  "check-finished": ({ machine, role, check, passed, message, milliseconds }) =>
    `${machine}: ${role} check ${check} ${passed ? "passed" : "FAILED"} in ${seconds(milliseconds)}${detail(message)}`,
  "module-output": ({ module, command, line }) => `${module} ${command}: ${line}`,
  progress: ({ what, done, total, unit }) => `${what}: ${done}${total === undefined ? "" : ` of ${total}`} ${unit}`,
  warning: ({ message, hint }) => `warning: ${message}${hint === undefined ? "" : `\n${hint}`}`,
  note: ({ message }) => message,
};

/** An event as a person reads it: one line, indented lines below it for a diff or a program's output. No escape codes. */
export function describeEvent(event: Event): string {
  const describe = descriptions[event.type] as (happening: Happening) => string;
  return printable(describe(event)).trimEnd().replaceAll("\n", "\n    ");
}

function detail(text: string | undefined): string {
  return text === undefined ? "" : `: ${text}`;
}

function describeDifference({ field, from, to, diff }: Of<"resource-planned">["differences"][number]): string {
  if (diff !== undefined) return `${field}:\n${diff}`;
  return `${field}: ${from ?? "(nothing)"} -> ${to ?? "(nothing)"}`;
}

/** What a machine printed must not steer the terminal of who reads the log. */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/[^\P{Cc}\n\t]/gu, (sign) => `\\x${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
