import { type StackError, throwProblems } from "@lambdastack/core/role";
import type { HaproxyConfig } from "./config.ts";
import { nameTwice, unknownBackend } from "./errors.ts";

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: HaproxyConfig): void {
  throwProblems(
    [...unknownBackends(config), ...namesTwice("frontend", config), ...namesTwice("backend", config)],
    (count) => `configuration/haproxy has ${count} problems.`,
  );
}

function unknownBackends({ frontend, backend }: HaproxyConfig): StackError[] {
  const known = backend.map(({ name }) => name);
  return frontend.flatMap((front) =>
    front.backend.filter((name) => !known.includes(name)).map((name) => unknownBackend(front.name, name, known)),
  );
}

function namesTwice(list: "frontend" | "backend", config: HaproxyConfig): StackError[] {
  const names = config[list].map(({ name }) => name);
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => nameTwice(list, name));
}
