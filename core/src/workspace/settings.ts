import type { EngineName } from "../container-modules/container-engine.ts";
import type { Sink } from "../events/event.ts";

/** What a plan is put to the user with. */
export interface Proposal {
  /** The plan, readable. */
  text: string;
  hasChanges: boolean;
  /** Something is removed or replaced: without a person to ask it needs `autoApprove`. */
  destroys: boolean;
}

/** Everything a command may take from its surroundings. The packages' classes are made with it; CLIs fill it from flags. */
export interface Settings {
  cwd: string;
  home: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Build folder; `./build/<cluster>` when missing. */
  build?: string;
  /** Named plugin directories. */
  plugins: readonly string[];
  concurrency: number;
  /** Machine names that a run is narrowed to. */
  limit?: readonly string[];
  /** Components that a run is narrowed to. */
  components?: readonly string[];
  takeOver: boolean;
  /** Container engine for modules in containers; that of the configuration file, else podman, else docker. */
  engine?: EngineName;
  /** Machines that may go although a role on them would lose data or quorum. */
  acceptLoss?: readonly string[];
  /** A narrowed run also changes what it influences. */
  acceptInfluences?: boolean;
  /** Aborted at Ctrl-C. */
  signal: AbortSignal;
  /** Receives all events of a run, besides the run's own files. */
  sinks: readonly Sink[];
  /** Throws `refused` unless the user (or a flag) agrees. */
  approve(proposal: Proposal): Promise<void>;
  /** Whether what the approved plan showed as influenced is to be changed too. Missing: nobody is asked, and it is not. */
  confirmInfluences?(): Promise<boolean>;
}

const silent = async () => undefined;

/** Settings with defaults for use as a library: nobody is asked, nothing is printed. */
export function settings(given: Partial<Settings> = {}): Settings {
  return {
    cwd: process.cwd(),
    home: process.env.HOME ?? process.cwd(),
    environment: process.env,
    plugins: [],
    concurrency: 10,
    takeOver: false,
    signal: new AbortController().signal,
    sinks: [],
    approve: silent,
    ...given,
  };
}
