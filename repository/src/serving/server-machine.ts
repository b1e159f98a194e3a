import type { Machine } from "@lambdastack/core";
import type { RepositoryMachine } from "../repository-run.ts";

/** Component whose first machine serves the repository. */
const component = "repository";

export function serverOf(machines: readonly RepositoryMachine[]): RepositoryMachine | undefined {
  const all = machines.filter(({ machine }) => machine.components.includes(component));
  return [...all].sort((one, other) => one.machine.index - other.machine.index)[0];
}

/** TCP port of the repository. */
export const repositoryPort = 80;

export const addressOf = ({ address }: Machine): string =>
  `http://${address.includes(":") ? `[${address}]` : address}${repositoryPort === 80 ? "" : `:${repositoryPort}`}`;
