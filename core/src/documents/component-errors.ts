import { StackError } from "../errors/stack-error.ts";
import type { DocumentWarning } from "./document.ts";

export function missingRoles(what: { component: string; missing: string[]; known: Iterable<string> }): StackError {
  const roles = what.missing.length === 1 ? "the role" : "the roles";
  return new StackError(
    "missing-role",
    `Component ${what.component} needs ${roles} ${what.missing.join(", ")}, not installed`,
    { hint: missingHint(what.component, what.known), ending: "invalid" },
  );
}

export function componentWithoutRole(component: string, known: Iterable<string>): StackError {
  return new StackError("component-without-role", `Component ${component} consists of no role`, {
    hint: missingHint(component, known),
    ending: "invalid",
  });
}

export function leftOutRoles(component: string, missing: readonly string[]): DocumentWarning {
  return {
    code: "left-out-roles",
    message: `Component ${component} runs without ${missing.join(", ")}, not installed`,
    hint: "Name a plugin directory that holds them with --plugins, or map the component's roles yourself.",
  };
}

function missingHint(component: string, known: Iterable<string>): string {
  const installed = [...known].join(", ") || "none";
  return `Name a plugin directory with --plugins, set the count of ${component} to 0, or map it to other roles in configuration/feature-mapping. Installed: ${installed}.`;
}
