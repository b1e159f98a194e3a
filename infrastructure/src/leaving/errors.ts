import { StackError } from "@lambdastack/core";

export function destroyPrevented(machines: readonly { name: string; action: string; component: string }[]) {
  const listed = machines.map(({ name, action, component }) => `${action} ${name} (component ${component})`).join(", ");
  return new StackError("destroy-prevented", `The plan would ${listed}, and prevent_destroy is set there.`, {
    ending: "refused",
    hint: "Where it is really meant, set prevent_destroy: false in that component of the cluster document and apply, then run this again.",
  });
}
