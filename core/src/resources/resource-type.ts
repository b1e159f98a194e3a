import type { OperatingSystem } from "../machines/machine.ts";

/** A change of one field, for the plan. Values are short and printable; secrets are already `(sensitive)`. */
export interface Difference {
  field: string;
  /** Undefined: there was nothing. */
  from?: string | undefined;
  to?: string | undefined;
  /** Unified diff, for text. */
  diff?: string;
}

/**
 * What will happen to a resource. `may-run`: an earlier change of the same plan decides.
 * `none` never stands in a change.
 */
export type Action = "create" | "update" | "delete" | "start" | "stop" | "restart" | "reload" | "run" | "may-run";

export interface Change {
  action: Action;
  differences: Difference[];
  /** True where data or a running thing is taken away: asks for approval without a terminal. */
  destroys?: boolean;
  /** Said by Ansible's check mode: likely, and no promise. */
  estimate?: boolean;
}

/** What a type knows besides its own fields when it compares. */
export interface CompareContext {
  os: OperatingSystem;
  /** Paths on the machine that earlier planned changes of the same batch write or remove. */
  pendingPaths: ReadonlySet<string>;
  /** Whether anything before this resource in the batch changes. */
  afterChange: boolean;
  /** Whether a secret stands in the fields: then no text, only "content changed". */
  sensitive: boolean;
}

/**
 * A kind of resource: one file in this folder, or one that a plugin adds. All machine-side work is POSIX sh over
 * `sh`, coreutils, sed, grep, systemctl and the package manager. Values enter scripts through `quote` only.
 *
 * `Props` are materialised: templates rendered, secrets and outputs replaced by text. `ensure` stands among them
 * where it was given. A resource that left the list is compared and changed with `{...record, ensure: "absent"}`.
 * Every script runs in a (sub)shell of its own.
 */
export interface ResourceType<Props = never, Observed = unknown> {
  /** The word in `resource.<name>(…)`. */
  name: string;
  /** JSON schema (draft-07) of the fields a task may give; `additionalProperties: false`. */
  schema: object;
  /** What makes it the same thing from run to run, such as the path. Unique within a type and machine. */
  identify(props: Props): string;
  /** Paths that its change writes or removes; services that watch them restart. */
  paths?(props: Props): readonly string[];
  /**
   * One script for all resources of this type in a batch, so that one `dpkg-query` serves fifty packages.
   * Read-only. Whatever it prints is given to `read`. Must exit 0 also where nothing exists.
   */
  observe(all: readonly Props[], os: OperatingSystem): string;
  /** Parses what `observe` printed, one entry per resource in the same order. */
  read(output: string, all: readonly Props[]): Observed[];
  /** What would be observed on a machine where nothing of it exists; used for machines still to be created. */
  nothing(props: Props): Observed;
  /**
   * The one comparison of plan, apply and audit. Undefined: as wanted, or (for a removal by record) edited since and
   * therefore left. Throws what cannot be made so, such as a directory where a file is wanted. Pure.
   */
  compare(props: Props, observed: Observed, context: CompareContext): Change | undefined;
  /** Script that makes it so. Exits non-zero on failure with the reason on stderr. */
  change(props: Props, change: Change, observed: Observed, os: OperatingSystem): string;
  /** Plain data to keep in `applied/` after apply: what is needed to remove it, and hashes to see later edits. */
  record?(props: Props, observed: Observed): Readonly<Record<string, unknown>>;
  /**
   * What of an observation says whether the machine was changed since; all of it when missing. Leave out what depends on
   * the question, such as text that is only fetched where it differs.
   */
  essence?(observed: Observed): unknown;
  /**
   * What a task would declare to get what was observed, by the names of fields; those that an observation cannot tell are
   * missing. With it a change by hand can be taken over into documents.
   */
  readBack?(observed: Observed): Readonly<Record<string, unknown>>;
  /** True where a change may bring files that no resource names, as a package does. */
  bringsFiles?: boolean;
  /**
   * For what is as wanted only as long as it is not there: what there is to do should a package that stands before bring
   * it. Undefined: nothing.
   */
  onceBrought?(props: Props, observed: Observed): Difference | undefined;
  /** True for types that are removed when they leave the list (file, link, unit, timer, line). Needs `record`. */
  removable?: boolean;
  /** Default 120. Seconds; a change that takes longer is ended and fails. */
  timeLimit?: number | ((props: Props) => number);
}
