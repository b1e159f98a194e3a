import { addToInventory, type Phase, readAddedRoles, withAddedRole, writeAddedRoles } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";

/** Writes down which components got the run's role, so that every later command knows it. */
export const placeRole: Phase<ComponentsRun> = {
  name: "place-role",
  title: "Recording the role's place",
  async run({ run, addition, machines }) {
    if (!addition || addition.components.length === 0) return undefined;
    const { role, reference, components } = addition;
    await writeAddedRoles(run.folder, withAddedRole(await readAddedRoles(run.folder), reference, components));
    const names = machines
      .filter(
        ({ machine }) => machine.roles.includes(role) && machine.components.some((name) => components.includes(name)),
      )
      .map(({ machine }) => machine.name);
    await addToInventory(run.folder.inventory, role, names);
    return `${role} on ${components.join(", ")}`;
  },
};
