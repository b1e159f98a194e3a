import { consumedNames } from "../../order/consumed-values.ts";
import { createComponentsHooks, runTask } from "../../plugin-host/hooks.ts";
import type { Host } from "../../plugin-host/host.ts";
import type { Role } from "../../plugin-host/role.ts";
import type { Published, Task } from "../../plugin-host/task.ts";
import type { Value } from "../../resources/resource.ts";
import { machineNamed, outcomes } from "../../role-testing/in-memory-role.ts";
import type { Rule } from "../rule.ts";

/** Roles that read a value must be able to: each is asked with what this role publishes. */
export const consumable: Rule = {
  name: "consumable",
  promise: "publishes what the roles that consume it can read",
  async problems({ host, role, observations }) {
    const values = observations.flatMap(({ published }) => Object.entries(published ?? {}));
    const readers = values.flatMap(([name, value]) =>
      [...host.roles.values()]
        .filter((other) => other.name !== role.name && consumedNames(other.manifest).includes(name))
        .map((consumer) => ({ consumer, name, value })),
    );
    return (await Promise.all(readers.map((reader) => problemOf(host, role, reader)))).flat();
  },
};

interface Reader {
  consumer: Role;
  name: string;
  value: Value;
}

async function problemOf(host: Host, role: Role, { consumer, name, value }: Reader): Promise<string[]> {
  const published: Published = { role: role.name, machine: machineNamed("demo-web-9", 19), value };
  const nothing = Object.fromEntries(consumedNames(consumer.manifest).map((each) => [each, []]));
  const machines = [machineNamed("demo-web-1", 11, { roles: [consumer.name] })];
  const ask = async (consumed: Record<string, readonly Published[]>): Promise<string | undefined> => {
    try {
      await outcomes({ folder: consumer.directory, manifest: consumer.manifest, ...tasksOf(host, consumer) }, "apply", {
        machines,
        consumed,
      });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const problem = await ask({ ...nothing, [name]: [published] });
  // one that fails without the value as well says nothing about it
  if (problem === undefined || (await ask(nothing)) !== undefined) return [];
  return [`The role ${consumer.name}, which consumes "${name}", cannot read it: ${problem}`];
}

function tasksOf(host: Host, { name }: Role): { apply: Task<never>; test: Task<never> } {
  const hooks = createComponentsHooks(host);
  const apply: Task<never> = (context) => runTask(hooks, { role: name, task: "apply", context });
  return { apply, test: apply };
}
