import { defineTask } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";

/** The next minor version wants every feature of this one switched on, which is for good and only possible where all nodes know them. */
export default defineTask<RabbitmqConfig>(({ config, resource }) => {
  if (config.stop_service) return [];
  return [
    resource.step({
      name: "rabbitmq switches the features of its version on",
      run: "rabbitmqctl --quiet enable_feature_flag all",
      once: config.cluster.is_clustered,
      migrates: true,
      timeLimit: 600,
    }),
  ];
});
