import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "postgresql is there", run: "cat /etc/stand-in-postgresql", contains: "postgresql" }),
]);
