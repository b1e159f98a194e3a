import { type FormerPackages, type PreparedMachine, packageManagers } from "@lambdastack/core";
import type { UpgradeStep } from "../upgrade-run.ts";
import { formerNotKept, formerUnknown, notBroughtBack } from "./errors.ts";

type Machine = Pick<PreparedMachine, "run">;
type Step = Pick<UpgradeStep, "role" | "machine" | "packages">;

/** Seconds for anything with packages. */
const LIMIT = 3600;

/** What the packages of a step would replace and what could not be had again, `name version` each. */
export async function missingFormer(machine: Machine, step: Step): Promise<string[]> {
  const answer = await ask(machine, `former packages of ${step.role}`, (former) => former.missing(wantedOf(step)));
  if (answer.status !== 0) throw formerUnknown(step, answer.said);
  return answer.lines;
}

/** Keeps on the machine what the packages of a step are about to replace. Throws `former-packages-not-kept` (refused). */
export async function keepFormer(machine: Machine, step: Step): Promise<void> {
  const purpose = `keep former packages of ${step.role}`;
  const answer = await ask(machine, purpose, (former) => former.keep(nameOf(step), wantedOf(step)));
  if (answer.status !== 0) throw formerNotKept(step, answer.said);
}

/** Exchanges packages for what was kept; returns them, `name version` each. Throws `former-packages-not-back`. */
export async function bringFormerBack(machine: Machine, step: Step): Promise<string[]> {
  const purpose = `bring former packages of ${step.role} back`;
  const answer = await ask(machine, purpose, (former) => former.bringBack(nameOf(step)));
  if (answer.status !== 0) throw notBroughtBack(step, answer.said);
  return answer.lines;
}

export async function forgetFormer(machine: Machine): Promise<void> {
  await ask(machine, "forget former packages", (former) => former.forget());
}

const wantedOf = ({ packages }: Step) => packages.map(({ name, to }) => ({ name, version: to }));

/** Names a step, also in a later run. */
const nameOf = ({ role, packages }: Step): string =>
  [role, ...packages.map(({ name, from, to }) => `${name} ${from} ${to}`)].join("; ");

async function ask({ run }: Machine, purpose: string, script: (former: FormerPackages) => string) {
  const { former } = packageManagers[run.facts.os.family];
  if (!former)
    return { status: 1, lines: [], said: `nothing is known of earlier packages of the ${run.facts.os.family} family` };
  const result = await run.session?.run({ purpose, script: script(former), timeLimit: LIMIT });
  const lines = (result?.stdout ?? "").split("\n").filter((line) => line !== "");
  return { status: result?.status ?? 1, lines, said: result?.stderr.trim() ?? "the machine does not run" };
}
