import { StackError } from "@lambdastack/core/role";

export function unknownBackend(frontend: string, backend: string, known: readonly string[]): StackError {
  return new StackError(
    "haproxy-unknown-backend",
    `configuration/haproxy sends the frontend "${frontend}" to the backend "${backend}", which it does not define.`,
    { ending: "invalid", hint: `Backends are: ${known.join(", ") || "none"}.` },
  );
}

export function nameTwice(list: "frontend" | "backend", name: string): StackError {
  return new StackError("haproxy-name-twice", `configuration/haproxy defines the ${list} "${name}" twice.`, {
    ending: "invalid",
    hint: "Give each a name of its own.",
  });
}
