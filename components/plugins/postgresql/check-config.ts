import { type StackError, throwProblems } from "@lambdastack/core/role";
import type { PostgresqlConfig } from "./config.ts";
import { extensionNotAvailable, notAPort, unknownDatabaseOwner } from "./errors.ts";
import { effectivePort } from "./parameters.ts";

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: PostgresqlConfig): void {
  throwProblems(
    [...unavailableExtensions(config), ...strayOwners(config), ...strayPort(config)],
    (count) => `configuration/postgresql has ${count} problems.`,
  );
}

function unavailableExtensions({ extensions }: PostgresqlConfig): StackError[] {
  return (["pgbouncer", "replication"] as const)
    .filter((name) => extensions[name]?.enabled)
    .map((name) => extensionNotAvailable(name));
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
