import { described, fields, script } from "../resources/schema.ts";
import { fileWord, stepFields } from "./step-fields.ts";
import { DEFAULT_TIME_LIMIT, type StepProps, type StepType } from "./step-type.ts";

export const dump: StepType<StepProps> = {
  name: "dump",
  schema: fields(
    {
      name: described("Name of the file in the backup, unique for the role on the machine.", fileWord),
      run: described(
        "Script for sh that writes the file to its standard output, and fails where it is not whole.",
        script,
      ),
      ...stepFields,
    },
    ["name", "run"],
    { description: "A file of a backup." },
  ),
  identify: ({ name }) => name,
  timeLimit: ({ timeLimit = DEFAULT_TIME_LIMIT }) => timeLimit,
};
