import { StackError } from "@lambdastack/core";

export function destroyPrevented(machines: readonly { name: string; action: string; component: string }[]) {
  const listed = machines.map(({ name, action, component }) => `${action} ${name} (component ${component})`).join(", ");
  return new StackError("destroy-prevented", `The plan would ${listed}, and prevent_destroy is set there.`, {
    ending: "refused",
    hint: "Where it is really meant, set prevent_destroy: false in that component of the cluster document and apply, then run this again.",
  });
}

export const wouldLose = (machine: string, role: string, reason: string) =>
  new StackError(
    "would-lose",
    `${machine} would go, and its role ${role} objects: ${oneLine(reason)}`,
    keepOrAccept(machine),
  );

export const cannotBeAsked = (machine: string, roles: readonly string[], cause: StackError) =>
  new StackError(
    "cannot-be-asked",
    `${machine} would go, and its ${roles.length === 1 ? "role" : "roles"} ${roles.join(", ")} cannot be asked what is lost with it: ${cause.message}`,
    { ...keepOrAccept(machine), cause },
  );

const keepOrAccept = (machine: string) => ({
  ending: "refused" as const,
  hint: `Move what it holds and run this again, let another machine go (remove: [NAME]), or accept the loss with --accept-loss ${machine}.`,
});

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, " ").trim();
