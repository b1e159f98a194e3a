/**
 * A kind of check that `test` tasks declare: one file in this folder. Read-only. Its script runs on the machine, in
 * POSIX sh, and tries again until it passes or `within` seconds are over. `Props` are materialised, see `ResourceType`.
 */
export interface CheckType<Props = never> {
  /** The word in `resource.<name>(…)`. */
  name: string;
  /** JSON schema (draft-07) of the fields a task may give. */
  schema: object;
  /** Unique within a type and machine. */
  identify(props: Props): string;
  /** Exit 0 passes; otherwise the reason of the last try stands on stderr. Secrets are in no argument list. */
  script(props: Props): string;
  /** Seconds after which the whole script is ended. */
  timeLimit(props: Props): number;
}
