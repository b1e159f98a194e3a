import type { Phase, Run } from "@lambdastack/core";

/** Writes down what is wanted before the first machine changes: state, manifest, secrets given in documents. */
export const establish: Phase<{ run: Run }> = {
  name: "establish",
  title: "Recording what is wanted",
  async run({ run }) {
    await run.establish();
    return undefined;
  },
};
