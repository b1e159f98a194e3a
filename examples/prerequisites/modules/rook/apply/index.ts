import { defineTask } from "@lambdastack/core/role";

/** Stands for the real thing: a file says that it is there. */
export default defineTask(({ resource, publish }) => [
  resource.file({ path: "/etc/stand-in-rook", content: "rook\n" }),
  publish("storage", { storageClass: "rook-ceph-block" }),
]);
