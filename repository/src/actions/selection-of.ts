import { filesOf } from "@lambdastack/core";
import type { Invocation } from "@lambdastack/core/cli";
import type { SelectionInput } from "../selection/open-selection.ts";

/** What the flags say about roles, systems and the lock file. */
export function selectionOf(invocation: Invocation): SelectionInput {
  const { all, os, architecture, lock } = invocation.options;
  return {
    files: filesOf(invocation),
    all: all === true,
    ...(typeof os === "string" && { systems: names(os) }),
    ...(typeof architecture === "string" && { architectures: names(architecture) }),
    ...(typeof lock === "string" && { lockFile: lock }),
  };
}

const names = (text: string): string[] =>
  text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
