import { stillUnknown } from "../engine/errors.ts";
import type { OutputSource, RoleResources, SecretSource } from "../engine/machine-run.ts";
import { declarationOf, type Materialised, materialise } from "../engine/materialise.ts";
import { redact } from "../engine/redact.ts";
import type { LoadProps } from "./load.ts";
import { programOf, questionOf, type StepProps, type StepType } from "./step-type.ts";
import { stepTypes } from "./step-types.ts";

/** A step with its values, ready to run on its machine. */
export interface PreparedStep {
  machine: string;
  role: string;
  kind: "dump" | "load" | "step";
  name: string;
  /** Seconds. */
  timeLimit: number;
  script: string;
  /** Only reads; status 0: nothing to do here. */
  unless?: string;
  /** Only reads; prints when the present data changed last. */
  newest?: string;
  /** Of a load: every machine of the role takes the same dump. */
  isShared: boolean;
  /** Text without the secrets that the step was given. */
  redact(text: string): string;
}

export interface PrepareOptions {
  machine: string;
  secrets: SecretSource;
  outputs: OutputSource;
}

/** Resolves and validates the steps of a machine, in order. Throws once for all findings. */
export function prepareSteps(roles: readonly RoleResources[], options: PrepareOptions): PreparedStep[] {
  const { machine, secrets, outputs } = options;
  const types = new Map(stepTypes.map((type) => [type.name, type]));
  return roles.flatMap(({ role, resources }) =>
    materialise([{ role, resources }], { machine, types, sources: { secrets, outputs } }).map((found) =>
      prepared(found, machine),
    ),
  );
}

function prepared(found: Materialised<StepType<never>>, machine: string): PreparedStep {
  if (found.unknown.length > 0) throw stillUnknown(declarationOf(found, machine), found.unknown);
  const props = found.props as unknown as StepProps & Pick<LoadProps, "newest" | "shared">;
  return {
    machine,
    role: found.role,
    kind: found.type.name as PreparedStep["kind"],
    name: props.name,
    timeLimit: found.type.timeLimit(props as never),
    script: programOf(props),
    ...(props.unless !== undefined && { unless: questionOf(props.unless, props) }),
    ...(props.newest !== undefined && { newest: questionOf(props.newest, props) }),
    isShared: props.shared ?? false,
    redact: (text) => redact(text, found.secretTexts),
  };
}
