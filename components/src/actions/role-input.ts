import { filesOf, namesOf } from "@lambdastack/core";
import type { Invocation } from "@lambdastack/core/cli";
import { onWithoutRole } from "../errors.ts";
import type { RoleInput } from "../input.ts";

/** The role that a command line is about, if any. Throws for `--on` without one (invalid). */
export function roleInputOf(invocation: Invocation): RoleInput {
  const [role] = invocation.arguments;
  const { on } = invocation.options;
  if (typeof on === "string" && role === undefined) throw onWithoutRole(on);
  return { files: filesOf(invocation), role, on: namesOf(on) };
}
