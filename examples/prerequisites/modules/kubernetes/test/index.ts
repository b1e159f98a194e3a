import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "kubernetes is there", run: "cat /etc/stand-in-kubernetes", contains: "kubernetes" }),
]);
