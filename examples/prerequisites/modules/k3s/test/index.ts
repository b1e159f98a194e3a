import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "k3s is there", run: "cat /etc/stand-in-k3s", contains: "k3s" }),
]);
