import { StackError } from "../errors/stack-error.ts";

export function commandNotFound(command: string): StackError {
  return new StackError(
    "command-not-found",
    `The program ${JSON.stringify(command)} is not installed on this computer.`,
    {
      hint: "Install it or add its directory to PATH; `lambdastack doctor` lists what is missing.",
    },
  );
}

export function commandNotStarted(command: string, reason: string, cause: unknown): StackError {
  return new StackError(
    "command-not-started",
    `The program ${JSON.stringify(command)} could not be started: ${reason}.`,
    {
      cause,
    },
  );
}

export function commandTimedOut(command: string, timeLimit: number, lastLines: string): StackError {
  const said = lastLines === "" ? "It printed nothing." : `Its last lines:\n${lastLines}`;
  return new StackError("command-timed-out", `${command} did not end within ${timeLimit} s and was stopped. ${said}`);
}

export function commandInterrupted(command: string): StackError {
  return new StackError("interrupted", `${command} was stopped because the run was interrupted.`, {
    ending: "interrupted",
  });
}

export function outputTooLarge(command: string): StackError {
  return new StackError("output-too-large", `${command} printed more than is kept in memory and was stopped.`);
}
