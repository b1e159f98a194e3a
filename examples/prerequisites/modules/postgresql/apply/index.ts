import { defineTask } from "@lambdastack/core/role";

/** Stands for the real thing: a file says that it is there, and which storage it was handed. */
export default defineTask(({ resource, consumed }) => {
  const [storage] = consumed.storage ?? [];
  const { storageClass = "" } = (storage?.value ?? {}) as { storageClass?: string };
  return [resource.file({ path: "/etc/stand-in-postgresql", content: `postgresql on ${storageClass}\n` })];
});
