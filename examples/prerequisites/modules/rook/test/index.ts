import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({ name: "rook is there", run: "cat /etc/stand-in-rook", contains: "rook" }),
]);
