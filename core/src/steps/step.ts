import { described, fields, script } from "../resources/schema.ts";
import { sentence, stepFields } from "./step-fields.ts";
import { DEFAULT_TIME_LIMIT, type StepProps, type StepType } from "./step-type.ts";

export interface StepTaskProps extends StepProps {
  afterAll?: boolean;
}

export const step: StepType<StepTaskProps> = {
  name: "step",
  schema: fields(
    {
      name: described("Name that is unique in its task on the machine.", sentence),
      run: described("Script for sh; may be repeated after a failure.", script),
      afterAll: described(
        "Of an upgrade: it begins on no machine before every machine of the role has done what stands before it.",
        { type: "boolean" },
      ),
      ...stepFields,
    },
    ["name", "run"],
    { description: "Something that is done at its place in a restore or an upgrade." },
  ),
  identify: ({ name }) => name,
  timeLimit: ({ timeLimit = DEFAULT_TIME_LIMIT }) => timeLimit,
};
