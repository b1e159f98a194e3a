import { StackError } from "../errors/stack-error.ts";

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
