import { StackError } from "../errors/stack-error.ts";
import { execute } from "../exec/execute.ts";
import { ansibleMissing, ansibleTooOld } from "./errors.ts";

/** Throws `ansible-missing` or `ansible-too-old` (refused). */
export async function requireAnsible(): Promise<void> {
  const { stdout } = await execute({ command: "ansible-playbook", arguments: ["--version"], timeLimit: 60 }).catch(
    (error: unknown) => {
      throw error instanceof StackError && error.code === "command-not-found" ? ansibleMissing(error) : error;
    },
  );
  requireVersion(stdout);
}

/** Takes the output of `ansible-playbook --version`. */
export function requireVersion(output: string): void {
  const [, major, minor] = /(?:core |^ansible-playbook )(\d+)\.(\d+)/.exec(output) ?? [];
  const isEnough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 14);
  if (!isEnough) throw ansibleTooOld(major === undefined ? "unknown" : `${major}.${minor}`);
}
