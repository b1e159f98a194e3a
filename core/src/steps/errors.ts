import { StackError } from "../errors/stack-error.ts";
import type { PreparedStep } from "./prepare-steps.ts";

type Named = Pick<PreparedStep, "machine" | "role" | "kind" | "name">;

export const stepFailed = ({ machine, role, kind, name }: Named, reason: string) =>
  new StackError("step-failed", `On ${machine}, the ${kind} "${name}" of role ${role} failed: ${reason}`, {
    hint: "Mend the cause and run the command again.",
  });
