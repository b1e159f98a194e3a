import { StackError } from "@lambdastack/core";
import type { UpgradeStep } from "../upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;

export const formerUnknown = ({ role, machine }: Unit, said: string) =>
  new StackError(
    "former-packages-unknown",
    `what an upgrade of ${role} on ${machine} would replace could not be told: ${said}`,
  );

export const formerNotKept = ({ role, machine }: Unit, said: string) =>
  new StackError(
    "former-packages-not-kept",
    `On ${machine}, what role ${role} runs as could not be kept for going back to it: ${said}`,
    {
      hint: "Nothing was changed on this machine. Let its sources have that version, or say --no-rollback, and run the same command again.",
      ending: "refused",
    },
  );

export const notBroughtBack = ({ role, machine }: Unit, said: string) =>
  new StackError(
    "former-packages-not-back",
    `The former packages of role ${role} could not be brought back on ${machine}: ${said}`,
  );

export const formerServicesFailed = ({ role, machine }: Unit, said: string) =>
  new StackError(
    "former-services-failed",
    `The services of role ${role} could not be started on ${machine} with the former packages: ${said}`,
  );

/** What failed, and that the machine is as it was. `back`: what was exchanged again, for people. */
export const rolledBack = (failure: StackError, back: readonly string[]) =>
  new StackError(
    "upgrade-rolled-back",
    `${sentence(failure)} ${back.length === 0 ? "None of its packages had changed" : `It was rolled back to ${back.join(", ")}`}, and is healthy.`,
    {
      hint: "The other machines stay as they are. Mend the cause and run the same command again: it goes on here. For another version than this one say --anew.",
      cause: failure,
      problems: failure.problems,
    },
  );

/** What failed, and that the machine is not as it was. */
export const rollbackFailed = (failure: StackError, reason: string, remedy: string) =>
  new StackError("rollback-failed", `${sentence(failure)} Rolling it back failed too: ${reason}`, {
    hint: `No other machine was touched after that. ${remedy} Then run the same command again: it goes on here.`,
    cause: failure,
    problems: failure.problems,
  });

/** What failed, and why nothing is rolled back. */
export const notRolledBack = (failure: StackError, reason: string, remedy: string) =>
  new StackError(failure.code, `${sentence(failure)} It is not rolled back: ${reason}.`, {
    hint: `${failure.hint ?? ""} ${remedy}`.trim(),
    cause: failure,
    problems: failure.problems,
  });

/** What a script said may end without a full stop. */
export const sentence = ({ message }: StackError): string => (/[.!?]$/.test(message) ? message : `${message}.`);
