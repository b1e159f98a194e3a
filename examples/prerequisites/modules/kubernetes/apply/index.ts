import { defineTask } from "@lambdastack/core/role";

/** Stands for the real thing: a file says that it is there. */
export default defineTask(({ resource }) => [
  resource.file({ path: "/etc/stand-in-kubernetes", content: "kubernetes\n" }),
]);
