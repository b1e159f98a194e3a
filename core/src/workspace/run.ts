import type { BuildFolder } from "../build-folder/index.ts";
import type { GatheredFacts } from "../engine/gather-facts.ts";
import type { OutputSource } from "../engine/machine-run.ts";
import type { Events } from "../events/event.ts";
import type { Machine } from "../machines/machine.ts";
import type { Access } from "../providers/provider.ts";
import type { SecretStore } from "../secrets/index.ts";
import type { SessionPool } from "../ssh/sessions.ts";
import type { AppliedStore } from "../state/open-applied.ts";
import type { StateStore } from "../state/open-state.ts";
import type { State } from "../state/state.ts";
import type { Workspace } from "./open-workspace.ts";

/** One command at work on one cluster: its documents, its stores, its connections. */
export interface Run {
  /** Undefined for a command that changes nothing and leaves no trace. */
  id: string | undefined;
  workspace: Workspace;
  folder: BuildFolder;
  events: Events;
  state: StateStore;
  applied: AppliedStore;
  secrets: SecretStore;
  outputs: OutputSource;
  /** State when the run began; undefined before the first apply. */
  before: State | undefined;
  /** Facts of machines reached so far. */
  facts: Map<string, GatheredFacts>;
  /** Connections, made on demand; `reach` says where the machines are. */
  sessions: SessionPool;
  reach(machines: readonly Machine[], access: Access): void;
  /** First writing step of an apply: state, manifest, secrets given in documents. */
  establish(): Promise<State>;
  checkInterrupted(): void;
  /** Closes connections, ends the run's files, frees the lock. */
  finish(exitCode: number): Promise<void>;
}
