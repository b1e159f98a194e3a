import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "base is there", run: "cat /etc/stand-in-base", contains: "base" }),
]);
