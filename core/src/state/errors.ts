import { StackError } from "../errors/stack-error.ts";

const restoreHint = (serial: number | undefined) =>
  serial === undefined
    ? "There is no earlier copy. Bring the file back from a backup of the build folder."
    : `The newest good copy is serial ${serial}: lambdastack state restore ${serial}`;

const refused = (code: string, message: string, hint: string) =>
  new StackError(code, message, { ending: "refused", hint });

export const stateFileUnreadable = (path: string, cause: Error) =>
  new StackError("state-file-unreadable", `The state ${path} cannot be read: ${cause.message}.`, {
    hint: "Name a state.yml with --state, or leave it out to take the build folder's.",
    ending: "invalid",
    cause,
  });

export const stateUnreadable = (path: string, reason: string, serial: number | undefined) =>
  refused("state-unreadable", `${path} is no usable state: ${reason}.`, restoreHint(serial));

export const stateMissing = (path: string, serial: number) =>
  refused("state-missing", `${path} is missing although earlier copies of it exist.`, restoreHint(serial));

export const stateInvalid = (path: string, found: string) =>
  refused("state-invalid", `${path}: ${found}`, "Mend it by hand, or see `lambdastack state history`.");

export const foreignLineage = (path: string, found: string, expected: string, serial: number) =>
  refused("foreign-lineage", `${path} has the lineage ${found}; its copies have ${expected}.`, restoreHint(serial));

export const serialWentBack = (path: string, found: number, newest: number) =>
  refused("serial-went-back", `${path} has the serial ${found}, older than its copy ${newest}.`, restoreHint(newest));

export const futureState = (path: string, found: string, known: string) =>
  refused(
    "future-state",
    `${path} was written in format ${found}; this program knows ${known}.`,
    "Use the newer LambdaStack that wrote it.",
  );

export const stateExists = (path: string) =>
  refused("state-exists", `${path} exists already.`, "Change it through the commands that apply.");

export const stateAbsent = (path: string) =>
  refused("state-absent", `There is no state ${path}.`, "Run `lambdastack apply` first.");

export const stateChanged = (path: string, read: number, found: number) =>
  refused(
    "state-changed",
    `${path} was changed by someone else during the run: serial ${found} where ${read} was expected.`,
    "Run the command again; it goes by the new state.",
  );

export const noSuchVersion = (serial: number, known: readonly number[]) =>
  new StackError("no-such-state-version", `There is no copy of the state with the serial ${serial}.`, {
    ending: "invalid",
    hint: known.length === 0 ? "There are no copies yet." : `Copies: ${known.join(", ")}.`,
  });

export const appliedUnreadable = (path: string, reason: string) =>
  refused(
    "applied-unreadable",
    `${path} is no usable record: ${reason}.`,
    "Bring the file back from a backup, or remove it: then what it listed is no longer removed by itself.",
  );

export const outputsUnreadable = (path: string, reason: string) =>
  refused(
    "outputs-unreadable",
    `${path} is no usable record: ${reason}.`,
    "Remove it; the next apply collects the outputs again.",
  );
