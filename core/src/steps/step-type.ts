import { asUser } from "../shell/as-user.ts";
import { exports, shellProgram } from "../shell/shell-program.ts";

/** Fields that every kind of step takes. */
export interface StepProps {
  name: string;
  run: string;
  environment?: Readonly<Record<string, string | number | boolean>>;
  unless?: string;
  user?: string;
  timeLimit?: number;
}

/**
 * A kind of step that `backup`, `restore` and `upgrade` tasks declare: one file in this folder. A step is done at its
 * place, unlike a resource, which is only brought about where it does not hold.
 */
export interface StepType<Props = never> {
  /** The word in `resource.<name>(…)`. */
  name: string;
  /** JSON schema (draft-07) of the fields a task may give. */
  schema: object;
  /** Unique within a type and machine. */
  identify(props: Props): string;
  /** Seconds after which the whole script is ended. */
  timeLimit(props: Props): number;
}

/** Seconds that a step may take where it does not say: data may be large. */
export const DEFAULT_TIME_LIMIT = 4 * 3600;

/** What runs on the machine, with the standard input and output of the step. */
export const programOf = ({ run, environment, user }: StepProps): string =>
  shellProgram({}, `${exports(environment)}${asUser(run, { user, input: "inherited" })}`);

/** A script of the step that only reads. */
export const questionOf = (text: string, { environment, user }: StepProps): string =>
  shellProgram({}, `${exports(environment)}${asUser(text, { user })}`);
