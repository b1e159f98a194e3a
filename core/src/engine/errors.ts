import { StackError } from "../errors/stack-error.ts";

/** Who declares a resource, for messages: `role hello-web (plugin own)`. */
export interface Declaration {
  machine: string;
  role: string;
  plugin?: string | undefined;
  /** `<type>` or `<type>:<identity>`. */
  resource: string;
}

const invalid = "invalid" as const;

function by({ role, plugin }: Declaration): string {
  return plugin === undefined || plugin === role ? `Role ${role}` : `Role ${role} (plugin ${plugin})`;
}

export function unknownResourceType(where: Declaration, suggestion: string | undefined, known: readonly string[]) {
  return new StackError(
    "unknown-resource-type",
    `${by(where)} declares a resource of the unknown type "${where.resource}" on ${where.machine}.`,
    {
      ending: invalid,
      hint: suggestion === undefined ? `Known types: ${known.join(", ")}.` : `Did you mean "${suggestion}"?`,
    },
  );
}

export function invalidResource(where: Declaration, finding: string, hint?: string) {
  return new StackError(
    "invalid-resource",
    `${by(where)} declares ${where.resource} on ${where.machine} wrongly: ${finding}.`,
    { ending: invalid, hint },
  );
}

export function conflictingResources(first: Declaration, second: Declaration, fields: readonly string[]) {
  return new StackError(
    "conflicting-resources",
    `${by(first)} and ${by(second).replace(/^R/, "r")} both declare ${first.resource} on ${first.machine}, with different ${fields.join(", ")}.`,
    { ending: invalid, hint: "Let only one of them declare it, or make both say the same." },
  );
}

export function fileOutsidePlugin(where: Declaration, field: string, path: string) {
  return invalidResource(
    where,
    `${field} "${path}" lies outside the plugin's folder`,
    "Keep templates and sources in the folder of the role.",
  );
}

export function fileUnreadable(where: Declaration, path: string, cause: unknown) {
  const { code, hint, location } = cause instanceof StackError ? cause : { code: "resource-file-unreadable" };
  return new StackError(
    code,
    `${by(where)} declares ${where.resource} on ${where.machine} from ${path}, which cannot be used: ${text(cause)}`,
    { ending: invalid, hint, location, cause },
  );
}

/** A type's own objection, with the place that only the engine knows. */
export function cannotBeMade(where: Declaration, problem: StackError) {
  const { code, message, hint, ending } = problem;
  return new StackError(code, `${where.resource} of role ${where.role} on ${where.machine}: ${message}`, {
    hint,
    ending,
    cause: problem,
  });
}

export function checkFailed(machine: string, type: string, output: string) {
  return new StackError("check-failed", `The check of type ${type} failed on ${machine}.${below(output)}`, {
    hint: "Nothing is known about these resources, so nothing was compared or changed.",
  });
}

export function checkTruncated(machine: string, type: string) {
  return new StackError("check-truncated", `The check on ${machine} ended early, in the part of type ${type}.`, {
    hint: "Look at the machine's load and free memory, then run the command again.",
  });
}

export function checkUnreadable(machine: string, type: string, cause: unknown) {
  return new StackError(
    "check-unreadable",
    `The check of type ${type} on ${machine} answered with something that its type cannot read: ${text(cause)}`,
    { cause },
  );
}

export function checkTimedOut(machine: string, seconds: number) {
  return new StackError("check-timed-out", `The check on ${machine} took longer than ${seconds} seconds.`);
}

export function unsupportedSystem(machine: string, id: string) {
  return new StackError("unsupported-system", `${machine} runs "${id}", which is not supported.`, {
    ending: "refused",
    hint: "Supported are debian, ubuntu, rhel, almalinux, rocky, centos and fedora.",
  });
}

export function factsUnreadable(machine: string, fact: string, received: string) {
  return new StackError(
    "facts-unreadable",
    `${machine} answered with an unusable ${fact}: ${JSON.stringify(received)}.`,
  );
}

/** `expected` is empty while the build folder has no state. */
export function foreignMachine(machine: string, found: string, expected: string) {
  const own = expected === "" ? "none yet" : expected;
  return new StackError(
    "foreign-machine",
    `${machine} belongs to another cluster: it carries lineage ${found}, this build folder has ${own}.`,
    { ending: "refused", hint: "Use the build folder of that cluster, or --take-over to take the machine from it." },
  );
}

export function changeFailed(where: Declaration, status: number, output: string) {
  return new StackError(
    "resource-failed",
    `${where.resource} of role ${where.role} failed on ${where.machine} with status ${status}.${below(output)}`,
  );
}

export function changeTimedOut(where: Declaration, seconds: number, output: string) {
  return new StackError(
    "resource-timed-out",
    `${where.resource} of role ${where.role} took longer than ${seconds} seconds on ${where.machine} and was ended.${below(output)}`,
  );
}

export function didNotConverge(where: Declaration, remaining: string) {
  return new StackError(
    "did-not-converge",
    `${where.resource} of role ${where.role} was changed on ${where.machine} but did not converge; still different: ${remaining}.`,
    { hint: "Something else on the machine changes it back, or its change does not do what its check expects." },
  );
}

export function stillUnknown(where: Declaration, what: readonly string[]) {
  return new StackError(
    "value-still-unknown",
    `${where.resource} of role ${where.role} on ${where.machine} needs ${what.join(", ")}, which nothing has provided.`,
    { hint: "Apply the role that produces it first." },
  );
}

export function changedSincePlan(where: Declaration, finding: string) {
  return new StackError(
    "changed-since-plan",
    `${where.resource} of role ${where.role} on ${where.machine} changed since it was planned: ${finding}.`,
    { ending: "refused", hint: "Run plan again and look at what it says now." },
  );
}

export function interrupted(machine: string, next: string) {
  return new StackError("interrupted", `Interrupted before ${next} on ${machine}.`, {
    ending: "interrupted",
    hint: "Run the same command again to continue.",
  });
}

export function machineNotConnected(machine: string) {
  return new StackError(
    "machine-not-connected",
    `${machine} was planned before it existed and cannot be changed by that plan.`,
    {
      hint: "Plan it again now that it exists.",
    },
  );
}

export function stalePlan(what: string) {
  return new StackError("stale-plan", `The saved plan does not hold any more: ${what}.`, {
    ending: "refused",
    hint: "Make a new plan and look at what it says now.",
  });
}

export function savedPlanUnreadable(file: string, why: string, cause?: unknown) {
  return new StackError("saved-plan-unreadable", `${file} is not a saved plan that this version can use: ${why}.`, {
    ending: "invalid",
    cause,
  });
}

function text(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** Program output under a message. */
function below(output: string): string {
  return output === "" ? "" : `\n${output.replace(/^/gm, "    ")}`;
}
