import pc from "picocolors";
import type { Action, Difference } from "../resources/resource-type.ts";
import type { ComponentsPlan, MachinePlan, PlannedChange, PlannedOverride } from "./plan.ts";
import { planSummary } from "./plan-summary.ts";
import { visibleText } from "./visible-text.ts";

export interface RenderOptions {
  color: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;

interface Look {
  sign: string;
  color: "green" | "yellow" | "red" | "cyan";
  /** In the footer: `3 to create`. */
  footer: string;
  /** Said in the footer also when it is zero. */
  isAlwaysSaid?: boolean;
}

/** In the order of the footer. */
const LOOKS: Readonly<Record<Action, Look>> = {
  create: { sign: "+", color: "green", footer: "to create", isAlwaysSaid: true },
  update: { sign: "~", color: "yellow", footer: "to change", isAlwaysSaid: true },
  run: { sign: "!", color: "cyan", footer: "to run" },
  "may-run": { sign: "?", color: "cyan", footer: "may run" },
  start: { sign: "↑", color: "green", footer: "to start" },
  stop: { sign: "↓", color: "red", footer: "to stop" },
  restart: { sign: "↻", color: "yellow", footer: "to restart", isAlwaysSaid: true },
  reload: { sign: "↻", color: "yellow", footer: "to reload" },
  delete: { sign: "-", color: "red", footer: "to remove", isAlwaysSaid: true },
};

/** The plan for people. Without changes it says so in one line, after what is no longer managed. */
export function renderPlan(plan: ComponentsPlan, { color }: RenderOptions): string {
  const colors = pc.createColors(color);
  const drawing = { colors, influencedBy: plan.influencedBy ?? {} };
  const sections = plan.machines.map((machine) => renderMachine(machine, drawing)).filter((lines) => lines.length > 0);
  const parts = [...sections.map((lines) => lines.join("\n")), footer(plan), ...renderInfluenced(plan, drawing)];
  return `${parts.join("\n\n")}\n`;
}

interface Drawing {
  colors: Colors;
  influencedBy: NonNullable<ComponentsPlan["influencedBy"]>;
}

/** Stands behind what the run does, so that nobody takes it for a part of that. */
function renderInfluenced({ influenced = [] }: ComponentsPlan, drawing: Drawing): string[] {
  if (influenced.length === 0) return [];
  const title = "Influenced, and left as it is; --accept-influences changes it too, exactly as shown:";
  return [drawing.colors.bold(title), ...influenced.map((machine) => renderMachine(machine, drawing).join("\n"))];
}

function renderMachine(plan: MachinePlan, drawing: Drawing): string[] {
  const { machine, exists, changes, overrides = [], unmanaged, deferred } = plan;
  const { colors, influencedBy } = drawing;
  const body = [
    ...[...byRole(changes)].flatMap(([role, list]) => renderRole({ role, by: influencedBy[role] ?? [] }, list, colors)),
    ...titled("  overridden by documents", overrides.map(overrideLine)),
    ...titled("  no longer managed, stays on the machine", unmanaged.map(unmanagedLine)),
    ...titled(
      "  deferred until more is known",
      deferred.map(({ role, reason }) => `${role}: ${reason}`),
    ),
  ];
  if (body.length === 0) return [];
  return [colors.bold(visibleText(machine)) + (exists ? "" : " (to be created)"), ...body];
}

function byRole(changes: readonly PlannedChange[]): Map<string, PlannedChange[]> {
  const roles = new Map<string, PlannedChange[]>();
  for (const change of changes) roles.set(change.role, [...(roles.get(change.role) ?? []), change]);
  return roles;
}

interface RenderedRole {
  role: string;
  /** Roles that influence it and change too. */
  by: readonly string[];
}

function renderRole({ role, by }: RenderedRole, changes: readonly PlannedChange[], colors: Colors): string[] {
  const influence = by.length === 0 ? "" : ` (influenced by ${by.join(", ")})`;
  return [`  ${visibleText(role + influence)}`, ...changes.flatMap((change) => renderChange(change, colors))];
}

function renderChange({ action, resource, differences, destroys, estimate }: PlannedChange, colors: Colors): string[] {
  const { sign, color } = LOOKS[action];
  const loss = destroys && action !== "delete" ? colors.red(" destroys") : "";
  const word =
    action === "create" || action === "update" || action === "delete" ? "" : ` (${action.replace("-", " ")})`;
  const title = `    ${colors[color](sign)} ${visibleText(resource)}${word}${estimate ? " (estimate)" : ""}${loss}`;
  return [title, ...differences.flatMap((difference) => renderDifference(difference, colors))];
}

export function renderDifference({ field, from, to, diff }: Difference, colors: Colors): string[] {
  const name = `        ${visibleText(field)}:`;
  if (diff !== undefined) return [name, ...diffLines(diff).map((line) => `          ${colorDiff(line, colors)}`)];
  if (from === undefined) return [`${name} ${visibleText(to ?? "")}`.trimEnd()];
  return [`${name} ${visibleText(from)} → ${to === undefined ? "nothing" : visibleText(to)}`];
}

/** Without the names of the two files: the title has said which it is. */
function diffLines(diff: string): string[] {
  const lines = diff.replace(/\n$/, "").split("\n");
  const first = lines.findIndex((line) => line.startsWith("@@"));
  return lines.slice(Math.max(first, 0)).map(visibleText);
}

function colorDiff(line: string, colors: Colors): string {
  if (line.startsWith("+")) return colors.green(line);
  if (line.startsWith("-")) return colors.red(line);
  return line.startsWith("@@") ? colors.cyan(line) : line;
}

function overrideLine({ role, resource, property, document }: PlannedOverride): string {
  return `${resource} (${role}): ${property} as in configuration/override "${document}"`;
}

function unmanagedLine({ role, resource, reason }: MachinePlan["unmanaged"][number]): string {
  return `${resource} (${role}${reason === undefined ? "" : `: ${reason}`})`;
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `    ${visibleText(line)}`)];
}

function footer(plan: ComponentsPlan): string {
  const { counts, hasChanges } = planSummary(plan);
  if (!hasChanges) return "No changes. Everything is as wanted.";
  const said = Object.entries(LOOKS).flatMap(([action, { footer: word, isAlwaysSaid }]) => {
    const count = counts[action as Action] ?? 0;
    return count > 0 || isAlwaysSaid ? [`${count} ${word}`] : [];
  });
  const deferred = plan.machines.reduce((sum, machine) => sum + machine.deferred.length, 0);
  return `Plan: ${[...said, ...(deferred > 0 ? [`${deferred} deferred`] : [])].join(", ")}.`;
}
