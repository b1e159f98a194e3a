import type { Readable, Writable } from "node:stream";

/** One step that runs on a machine: a POSIX sh script, run as root, with nothing on its standard input. */
export interface Step {
  /** For events and messages, such as `check` or `file:/etc/motd`. */
  purpose: string;
  script: string;
  /** Seconds after which the step is ended on the machine itself, also when the controller is gone. */
  timeLimit: number;
}

export interface StepResult {
  /** Exit status of the script; 124 when the time limit ended it. Never a transport failure: those throw. */
  status: number;
  stdout: string;
  stderr: string;
  /** True when an output was so large (over 16 MiB) that its middle was replaced by a line saying so. */
  truncated?: boolean;
  milliseconds: number;
}

/**
 * A machine's one connection of a run, with one channel on which steps run strictly one after another.
 * Each `run` is one round trip. When the client goes away the step in work finishes within its time limit and
 * nothing further starts. Throws `StackError("machine-unreachable")` when the connection is lost.
 */
export interface Session {
  readonly machine: string;
  run(step: Step): Promise<StepResult>;
  /** Runs a step that reads `input` as its standard input, beside the others. Meant for content; scripts carry values. */
  feed(step: Step, input: Readable): Promise<StepResult>;
  /** Runs a step whose standard output goes to `output`, whatever its size, beside the others. Ends `output`. */
  drain(step: Step, output: Writable): Promise<StepResult>;
  close(): Promise<void>;
}

/** Where and how to connect. */
export interface Target {
  machine: string;
  address: string;
  port: number;
  user: string;
  /** Private key file, mode 0600. */
  keyPath: string;
  /** File of pinned host keys in known_hosts form; a new machine's key is recorded there once. */
  knownHostsPath: string;
  /** Machine through which this one is reached; its own host key is pinned in the same way. */
  jump?: Target;
}
