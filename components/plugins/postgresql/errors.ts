import { StackError } from "@lambdastack/core/role";

export function extensionNotAvailable(extension: string): StackError {
  return new StackError(
    "postgresql-extension-not-available",
    `configuration/postgresql enables extensions.${extension}, which this version cannot set up yet.`,
    { ending: "invalid", hint: `Set extensions.${extension}.enabled to false.` },
  );
}

export function unknownDatabaseOwner(database: string, owner: string): StackError {
  return new StackError(
    "postgresql-unknown-database-owner",
    `configuration/postgresql gives the database "${database}" to "${owner}", who is no account of it.`,
    { ending: "invalid", hint: `Add "${owner}" to users, or name another owner.` },
  );
}

export function notAPort(value: unknown): StackError {
  return new StackError(
    "postgresql-not-a-port",
    `configuration/postgresql sets the parameter port to ${JSON.stringify(value)}, which is no port number.`,
    { ending: "invalid", hint: "Give a number from 1 to 65535." },
  );
}

export function sameNumber(first: string, second: string, number: number): StackError {
  return new StackError(
    "postgresql-same-number",
    `The machines ${first} and ${second} both have the number ${number}, which is their id in the replication.`,
    {
      ending: "invalid",
      hint: "Let one component bring the role postgresql, so that its machines have numbers of their own.",
    },
  );
}

export const libraryMissing = (library: string) =>
  new StackError(
    "postgresql-library-missing",
    `configuration/postgresql sets shared_preload_libraries without ${library}, which an enabled extension needs.`,
    { ending: "invalid", hint: `Add ${library}, or set the value AUTOCONFIGURED.` },
  );
