/** See faults.mjs. */
export interface Fault {
  call: "create" | "update" | "delete";
  type?: string;
  name?: string;
  skip?: number;
  times?: number;
  error?: { summary: string; detail?: string };
  /** Milliseconds. */
  delay?: number;
}
export function writeFaults(folder: string, faults: readonly Fault[]): void;
