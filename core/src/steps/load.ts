import { described, fields, script } from "../resources/schema.ts";
import { fileWord, stepFields } from "./step-fields.ts";
import { DEFAULT_TIME_LIMIT, type StepProps, type StepType } from "./step-type.ts";

export interface LoadProps extends StepProps {
  newest?: string;
  shared?: boolean;
}

export const load: StepType<LoadProps> = {
  name: "load",
  schema: fields(
    {
      name: described("Name of the dump that it takes.", fileWord),
      run: described(
        "Script for sh that reads the dump on its standard input; may be repeated after a failure.",
        script,
      ),
      newest: described(
        "Script that only reads and prints when the present data changed last (seconds since 1970), or nothing where there are none.",
        script,
      ),
      shared: described(
        "Every machine of the role takes the one dump of this name, whichever machine gave it; they are restored together or not at all.",
        { type: "boolean" },
      ),
      ...stepFields,
    },
    ["name", "run"],
    { description: "Takes a file of a backup." },
  ),
  identify: ({ name }) => name,
  timeLimit: ({ timeLimit = DEFAULT_TIME_LIMIT }) => timeLimit,
};
