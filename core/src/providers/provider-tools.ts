import type { Events } from "../events/event.ts";

/** What `tools.ts` of a provider folder may know and use. */
export interface ToolsContext {
  /** Absolute path of a folder for its files; it exists, and keeps what earlier calls left. */
  folder: string;
  events: Events;
  /** Aborted at Ctrl-C: end the step in work cleanly. */
  signal: AbortSignal;
}

/**
 * Default export of a provider's optional `tools.ts`: puts what its machines are made of where there is no internet into a folder.
 * The files, whose names have letters, digits and `. _ + ~ % : @ -`, travel in downloads and bundles below `tools/<provider>/`, and
 * come back as `context.tools`. What is there whole stays; a repeat changes nothing.
 */
export type CollectTools = (context: ToolsContext) => Promise<void>;

/** Files that `tools.ts` collected elsewhere, from the folder or bundle that a command was given. */
export interface CarriedTools {
  /** Names of the files; changes nothing. */
  names(): Promise<readonly string[]>;
  /** Absolute path of a folder with the files; of a bundle every byte was verified. Writes into the build folder alone. */
  folder(): Promise<string>;
}

/** Gives `tools.ts` its types. Identity at run time. */
export function defineTools(collect: CollectTools): CollectTools {
  return collect;
}
