import { type Machine, type StackError, sameNumbers, throwProblems } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "./config.ts";
import { extensionNotAvailable, libraryMissing, notAPort, sameNumber, unknownDatabaseOwner } from "./errors.ts";
import { effectivePort, missingLibraries } from "./parameters.ts";

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: PostgresqlConfig, members: readonly Machine[] = []): void {
  throwProblems(
    [
      ...unavailableExtensions(config),
      ...missingLibraries(config).map(libraryMissing),
      ...strayOwners(config),
      ...strayPort(config),
      ...numbersTwice(members),
    ],
    (count) => `configuration/postgresql has ${count} problems.`,
  );
}

function unavailableExtensions({ extensions }: PostgresqlConfig): StackError[] {
  return extensions.pgbouncer?.enabled ? [extensionNotAvailable("pgbouncer")] : [];
}

function strayOwners({ admin_user, users = [], databases = [] }: PostgresqlConfig): StackError[] {
  const accounts = new Set([admin_user, ...users.map(({ name }) => name)]);
  return databases.flatMap(({ name, owner }) =>
    owner === undefined || accounts.has(owner) ? [] : [unknownDatabaseOwner(name, owner)],
  );
}

function strayPort(config: PostgresqlConfig): StackError[] {
  const port = effectivePort(config);
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? [] : [notAPort(port)];
}

/** A machine's number is its id for repmgr. */
const numbersTwice = (members: readonly Machine[]): StackError[] =>
  sameNumbers(members).map(({ first, second }) => sameNumber(first.name, second.name, second.index));
