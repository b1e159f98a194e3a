import { StackError } from "../errors/stack-error.ts";
import type { Target } from "./session.ts";

const where = (target: Target): string => `${target.machine} (${target.user}@${target.address}, port ${target.port})`;

export function machineUnreachable(target: Target, reason: string, cause?: unknown): StackError {
  return new StackError("machine-unreachable", `Cannot reach ${where(target)} with key ${target.keyPath}: ${reason}.`, {
    hint: `Try it by hand: ssh -i ${target.keyPath} -p ${target.port} ${target.user}@${target.address}`,
    cause,
  });
}

export function connectionLost(target: Target, purpose: string, reason: string): StackError {
  return new StackError("machine-unreachable", `Lost ${where(target)} during "${purpose}": ${reason}.`, {
    hint: "The step may still be finishing on the machine, within its time limit; nothing further starts there. Run the command again: it continues where this run stopped.",
  });
}

export function sessionNotStarted(target: Target, said: string): StackError {
  return new StackError(
    "session-not-started",
    `The program that runs steps did not start on ${where(target)}: ${said}.`,
    {
      hint: "The machine needs sh, coreutils and a writable /run or /tmp, and a login that allows commands.",
    },
  );
}

export function sudoMissing(target: Target): StackError {
  return new StackError("sudo-missing", `sudo is not installed on ${where(target)}, and ${target.user} is not root.`, {
    ending: "refused",
    hint: "Install sudo on the machine, or connect as root.",
  });
}

export function sudoRefused(target: Target, said: string): StackError {
  const message = `${target.user} may not become root without a password on ${where(target)}: ${said}.`;
  return new StackError("sudo-refused", message, {
    ending: "refused",
    hint: `On the machine, as root: echo '${target.user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/${target.user.replaceAll(/\W/g, "-")}`,
  });
}

export interface ChangedKey {
  pinned: string;
  received: string;
  file: string;
  line: number;
  sourceLine: string;
}

export function hostKeyChanged(target: Target, key: ChangedKey): StackError {
  const message = [
    `The host key of ${target.machine} (${target.address}, port ${target.port}) has changed; nothing was sent to it.`,
    `  pinned    ${key.pinned}  ${key.file}:${key.line}`,
    `  received  ${key.received}`,
  ].join("\n");
  return new StackError("host-key-changed", message, {
    ending: "refused",
    hint: `If the machine was made anew, compare the received fingerprint with \`ssh-keygen -lf\` on its console, then delete line ${key.line} of ${key.file}. If not, somebody else may be answering.`,
    location: { file: key.file, line: key.line, sourceLine: key.sourceLine },
  });
}

export function knownHostsInvalid(file: string, line: number, sourceLine: string): StackError {
  return new StackError("known-hosts-invalid", `${file}:${line} is not a pinned host key.`, {
    ending: "invalid",
    hint: "A line reads `<address> <type> <base64>`, or `[<address>]:<port> …` for other ports than 22. Mend or delete it.",
    location: { file, line, sourceLine },
  });
}

export function unknownMachine(machine: string): StackError {
  return new StackError("unknown-machine", `No machine is named ${JSON.stringify(machine)} in this run.`, {
    ending: "invalid",
  });
}

export function sessionInterrupted(machine: string): StackError {
  return new StackError("interrupted", `Interrupted before the next step on ${machine}.`, { ending: "interrupted" });
}
