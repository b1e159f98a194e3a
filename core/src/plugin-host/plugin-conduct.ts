import { AsyncLocalStorage } from "node:async_hooks";
import { StackError } from "../errors/stack-error.ts";
import { type CodeFault, pluginExits, pluginFailedLate, pluginPrints } from "./errors.ts";
import { faultLocation } from "./plugin-fault.ts";

/** Code of a plugin at work, and what it did that no plugin may. */
interface Conduct {
  fault: CodeFault;
  /** Folder of the plugin. */
  directory: string;
  offence?: StackError;
}

/** Follows a plugin through every promise and timer that it starts. */
const atWork = new AsyncLocalStorage<Conduct>();
/** What plugins threw after they had answered, by plugin. The process is one for all of them, and so is this. */
const late = new Map<string, StackError>();
let isWatching = false;

/**
 * Runs code of a plugin. Throws `plugin-exits` and `plugin-prints` when it ends the process or writes to standard output, and
 * `plugin-failed-late` when the same plugin threw something after an earlier answer. Neither an endless loop nor memory is held back:
 * plugins share the process.
 */
export async function conducted<T>(work: Omit<Conduct, "offence">, run: () => Promise<T>): Promise<T> {
  watchProcess();
  const before = late.get(work.fault.plugin);
  if (before) throw before;
  const conduct: Conduct = { ...work };
  try {
    return await atWork.run(conduct, run);
  } finally {
    // biome-ignore lint/correctness/noUnsafeFinally: what the plugin made of the error does not matter
    if (conduct.offence) throw conduct.offence;
  }
}

/** Errors of the host about a plugin's conduct: they name the plugin already. */
const hostFaults: ReadonlySet<string> = new Set([
  "plugin-time-limit",
  "plugin-exits",
  "plugin-prints",
  "plugin-failed-late",
]);

export const isHostFault = (error: unknown): error is StackError =>
  error instanceof StackError && hostFaults.has(error.code);

/** What plugins threw after they had answered; of one of them, or of all. */
export function lateFaults(plugin?: string): StackError[] {
  return [...late].filter(([name]) => plugin === undefined || name === plugin).map(([, fault]) => fault);
}

/** From the first plugin on: a command without plugins keeps the process as Node made it. */
function watchProcess(): void {
  if (isWatching) return;
  isWatching = true;
  refuseExit();
  refuseOutput();
  process.on("uncaughtException", (error) => keepLate(error));
  process.on("unhandledRejection", (error) => keepLate(error));
}

function refuseExit(): void {
  const exit = process.exit;
  process.exit = ((code) => {
    const conduct = atWork.getStore();
    if (!conduct) return exit(code);
    conduct.offence = pluginExits({ ...conduct.fault, location: placeOf(new Error("exit"), conduct) });
    throw conduct.offence;
  }) as typeof exit;
}

/** What is printed goes to standard error, so that standard output stays one document; and its plugin fails. */
function refuseOutput(): void {
  const write = process.stdout.write;
  process.stdout.write = ((...words: Parameters<typeof write>) => {
    const conduct = atWork.getStore();
    if (!conduct) return write.apply(process.stdout, words);
    conduct.offence ??= pluginPrints(
      { ...conduct.fault, location: placeOf(new Error("printed"), conduct) },
      String(words[0]),
    );
    return process.stderr.write(...words);
  }) as typeof write;
}

/** What no plugin threw is a bug of ours and ends the process as if nobody had listened. */
function keepLate(error: unknown): void {
  const conduct = atWork.getStore();
  if (!conduct) {
    process.removeAllListeners("uncaughtException").removeAllListeners("unhandledRejection");
    setImmediate(() => {
      throw error;
    });
    return;
  }
  const { fault } = conduct;
  if (late.has(fault.plugin) || error === conduct.offence) return;
  late.set(fault.plugin, pluginFailedLate({ ...fault, location: placeOf(error, conduct) }, error));
}

const placeOf = (error: unknown, { directory, fault }: Conduct) => faultLocation(error, directory, fault.location.file);
