import { askRoles, type ComponentsHooks, type Phase } from "@lambdastack/core";
import { unknownMachines } from "../errors.ts";
import type { ScaleInput, ScaleRun } from "../scale/scale-run.ts";

/** Refuses while a role on a machine that is to leave says that data or quorum would be lost; else finds what it wants done first. */
export const askLeaving = (hooks: ComponentsHooks, { leaving }: ScaleInput): Phase<ScaleRun> => ({
  name: "ask-leaving",
  title: "Asking roles on the machines that go",
  async run(components) {
    const { run, machines } = components;
    const known = machines.map(({ machine }) => machine.name);
    const unknown = leaving.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw unknownMachines(unknown, known);
    const asked = await askRoles({ run, tasks: hooks }, leaving);
    components.asked = asked.machines;
    components.drains = asked.drains;
    return `${asked.machines.length} asked, no objection`;
  },
});
