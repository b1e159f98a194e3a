import { described, fields, script } from "../resources/schema.ts";
import { sentence, stepFields } from "./step-fields.ts";
import { DEFAULT_TIME_LIMIT, type StepProps, type StepType } from "./step-type.ts";
import { type UpgradeStepProps, upgradeFields } from "./upgrade-fields.ts";

export const step: StepType<StepProps & UpgradeStepProps> = {
  name: "step",
  schema: fields(
    {
      name: described("Name that is unique in its task on the machine.", sentence),
      run: described("Script for sh; may be repeated after a failure.", script),
      ...upgradeFields,
      ...stepFields,
    },
    ["name", "run"],
    { description: "Something that is done at its place in a restore or an upgrade." },
  ),
  identify: ({ name }) => name,
  timeLimit: ({ timeLimit = DEFAULT_TIME_LIMIT }) => timeLimit,
};
