import { throwProblems } from "../errors/stack-error.ts";
import { futureState, stateInvalid } from "./errors.ts";
import type { ModuleStatus, State } from "./state.ts";

/** Version of the file's format. Another major is not understood. */
export const STATE_VERSION = "1.0.0";
export const RESERVED_KEYS = ["kind", "version", "lineage", "serial"] as const;

const STATUSES: readonly ModuleStatus[] = ["initialized", "applied", "failed", "destroyed"];
const UNSAFE_KEYS = new Set(["__proto__", "constructor", "prototype"]);

/** A module's key in the state: its `short` label in lower case. */
export function sectionKey(short: string): string {
  return short.toLowerCase();
}

/** The value as a state. Gathers everything that is wrong; throws `future-state` first, as nothing else can be judged. */
export function checkState(value: unknown, path: string): State {
  if (!isRecord(value)) throw stateInvalid(path, `a mapping is expected, found ${kindOf(value)}`);
  requireKnownFormat(value.version, path);
  const findings = [...reservedFindings(value), ...sectionFindings(value)];
  throwProblems(
    findings.map((finding) => stateInvalid(path, finding)),
    (count) => `${path} has ${count} faults.`,
  );
  return value as unknown as State;
}

function requireKnownFormat(version: unknown, path: string): void {
  const major = /^(\d+)\.\d+\.\d+$/.exec(String(version))?.[1];
  if (major !== undefined && Number(major) > Number.parseInt(STATE_VERSION, 10)) {
    throw futureState(path, String(version), STATE_VERSION);
  }
}

function reservedFindings({ kind, version, lineage, serial }: Record<string, unknown>): string[] {
  const findings: string[] = [];
  if (kind !== "state") findings.push(`kind must be \`state\`, found ${show(kind)}`);
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+$/.test(version)) {
    findings.push(`version must be text such as ${STATE_VERSION}, found ${show(version)}`);
  }
  if (typeof lineage !== "string" || lineage === "") findings.push(`lineage must be text, found ${show(lineage)}`);
  if (!Number.isSafeInteger(serial) || (serial as number) < 1) {
    findings.push(`serial must be a whole number from 1, found ${show(serial)}`);
  }
  return findings;
}

function sectionFindings(state: Record<string, unknown>): string[] {
  const modules = Object.keys(state).filter((key) => !RESERVED_KEYS.includes(key as (typeof RESERVED_KEYS)[number]));
  return modules.flatMap((name) => {
    if (UNSAFE_KEYS.has(name)) return [`${name} cannot be a key`];
    if (name !== sectionKey(name)) return [`${name}: keys of modules are in lower case`];
    const section = state[name];
    return isRecord(section) ? moduleFindings(name, section) : [];
  });
}

/** Sections of modules that are not known here are left alone, but for the two fields whose meaning is fixed. */
function moduleFindings(name: string, section: Record<string, unknown>): string[] {
  const findings: string[] = [];
  if (section.status !== undefined && !STATUSES.includes(section.status as ModuleStatus)) {
    findings.push(`${name}.status must be one of ${STATUSES.join(", ")}, found ${show(section.status)}`);
  }
  if (section.nodes !== undefined) findings.push(...nodeFindings(`${name}.nodes`, section.nodes));
  return findings;
}

function nodeFindings(where: string, nodes: unknown): string[] {
  if (!Array.isArray(nodes)) return [`${where} must be a list, found ${kindOf(nodes)}`];
  return nodes.flatMap((node: unknown, position) =>
    isRecord(node) && (typeof node.name === "string" || typeof node.privateIP === "string")
      ? []
      : [`${where}[${position}] must have a name or a privateIP`],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  return Array.isArray(value) ? "a list" : typeof value;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
