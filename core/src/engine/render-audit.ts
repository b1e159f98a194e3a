import pc from "picocolors";
import type { Audit, Finding, FindingClass, MachineAudit } from "./audit-machine.ts";
import { renderDifference } from "./render-plan.ts";
import { visibleText } from "./visible-text.ts";

type Colors = ReturnType<typeof pc.createColors>;

const LOOKS: Readonly<Record<FindingClass, { color: "cyan" | "yellow" | "red"; footer: string }>> = {
  known: { color: "cyan", footer: "known (the configuration changed)" },
  manual: { color: "yellow", footer: "changed by hand" },
  missing: { color: "red", footer: "missing" },
};

/** An audit for people. Differences lead from what the machine has to what is wanted. */
export function renderAudit({ machines }: Audit, { color }: { color: boolean }): string {
  const colors = pc.createColors(color);
  const sections = machines.map((one) => renderMachine(one, colors)).filter((lines) => lines.length > 0);
  return `${[...sections.map((lines) => lines.join("\n")), footer(machines)].join("\n\n")}\n`;
}

function renderMachine({ machine, findings, unclear }: MachineAudit, colors: Colors): string[] {
  const body = [
    ...findings.flatMap((finding) => renderFinding(finding, colors)),
    ...unclear.map(({ role, reason }) => `  ${visibleText(`not clear: ${role}: ${reason}`)}`),
  ];
  return body.length === 0 ? [] : [colors.bold(visibleText(machine)), ...body];
}

function renderFinding({ class: word, resource, role, differences }: Finding, colors: Colors): string[] {
  const title = `  ${colors[LOOKS[word].color](word.padEnd(7))} ${visibleText(`${resource} (${role})`)}`;
  return [title, ...differences.flatMap((difference) => renderDifference(difference, colors))];
}

function footer(machines: readonly MachineAudit[]): string {
  const findings = machines.flatMap((machine) => machine.findings);
  const compared = machines.reduce((sum, machine) => sum + machine.compared, 0);
  if (findings.length === 0) return `No differences: ${compared} resources on ${machines.length} machines.`;
  const count = (word: string) => findings.filter((finding) => finding.class === word).length;
  return `Audit: ${Object.entries(LOOKS)
    .map(([word, look]) => `${count(word)} ${look.footer}`)
    .join(", ")}.`;
}
