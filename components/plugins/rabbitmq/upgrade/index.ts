import { defineTask } from "@lambdastack/core/role";

/** The next minor version wants every feature of this one switched on, which is for good and only possible where all nodes know them. */
export default defineTask(({ resource }) => [
  resource.step({
    name: "rabbitmq switches the features of its version on",
    run: "rabbitmqctl --quiet enable_feature_flag all",
    once: true,
    migrates: true,
    timeLimit: 600,
  }),
]);
