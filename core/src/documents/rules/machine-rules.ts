import type { StackError } from "../../errors/stack-error.ts";
import { finding } from "../errors.ts";
import { locationOf, type Place, placeAt } from "../located.ts";
import { didYouMean } from "../suggestions.ts";
import type { MergedDocument, RuleContext, RuleFindings } from "./rule.ts";

/** A component of given machines names machines that are in no document. */
export function namedMachinesAreDefined(context: RuleContext): RuleFindings {
  if (!context.machinesAreGiven) return {};
  const defined = context.machines.map(({ document }) => document.name);
  const named = Object.entries(context.components).flatMap(([component, { machines = [] }]) =>
    machines.map((machine, index) => ({ component, machine, index })),
  );
  const unmet = named
    .filter(({ machine }) => !defined.includes(machine))
    .map(({ component, machine, index }) =>
      finding({
        code: "undefined-machine",
        message: `Component ${component} names the machine "${machine}", which is in no document`,
        hint: `Add an infrastructure/machine document with that name. ${didYouMean(machine, defined)}`,
        place: context.placeInCluster(["components", component, "machines", index]),
      }),
    );
  return { unmet };
}

/** A component of given machines asks for more of them than it names. */
export function enoughMachinesAreNamed(context: RuleContext): RuleFindings {
  if (!context.machinesAreGiven) return {};
  const short = Object.entries(context.components).filter(([, { count, machines }]) => count > (machines?.length ?? 0));
  const unmet = short.map(([component, { count, machines = [] }]) =>
    finding({
      code: "too-few-machines",
      message: `Component ${component} asks for ${count} ${count === 1 ? "machine" : "machines"} and names ${machines.length || "none"}`,
      hint: `List the names of infrastructure/machine documents under components.${component}.machines.`,
      place: context.placeInCluster(["components", component, "count"]),
    }),
  );
  return { unmet };
}

/** More machines named than counted: all of them are used, as the old products did. */
export function countCoversMachines(context: RuleContext): RuleFindings {
  if (!context.machinesAreGiven) return {};
  const over = Object.entries(context.components).filter(([, { count, machines }]) => (machines?.length ?? 0) > count);
  const warnings = over.map(([component, { count, machines = [] }]) => ({
    code: "more-machines-than-count",
    message: `Component ${component} names ${machines.length} machines and counts ${count}; all that are named are used`,
    hint: `Write count: ${machines.length}, or name fewer machines.`,
    location: locationOf(context.placeInCluster(["components", component, "count"])),
  }));
  return { warnings };
}

/** Machines that a provider makes have names of its own giving. */
export function machinesAreNamedOnlyWhereGiven(context: RuleContext): RuleFindings {
  if (context.machinesAreGiven) return {};
  const naming = Object.entries(context.components).filter(([, { machines }]) => machines !== undefined);
  const warnings = naming.map(([component]) => ({
    code: "machines-not-given",
    message: `Component ${component} names machines, but the provider ${context.cluster.document.provider} makes its own`,
    hint: "Write count instead of machines.",
    location: locationOf(context.placeInCluster(["components", component, "machines"])),
  }));
  return { warnings };
}

export function machinesHaveOwnAddress(context: RuleContext): RuleFindings {
  return { problems: sharedValues(context.machines, "ip", "address") };
}

export function machinesHaveOwnHostname(context: RuleContext): RuleFindings {
  return { problems: sharedValues(context.machines, "hostname", "hostname") };
}

function sharedValues(machines: readonly MergedDocument[], key: string, what: string): StackError[] {
  const first = new Map<string, string>();
  const problems: StackError[] = [];
  for (const { document, merged } of machines) {
    const value = document.specification[key];
    if (typeof value !== "string") continue;
    const other = first.get(value.toLowerCase());
    if (other === undefined) first.set(value.toLowerCase(), document.name);
    else problems.push(sharedValue({ value, what, names: [other, document.name] }, placeAt(merged, [key])));
  }
  return problems;
}

function sharedValue(shared: { value: string; what: string; names: string[] }, place: Place) {
  return finding({
    code: `duplicate-${shared.what}`,
    message: `The machines ${shared.names.join(" and ")} have the same ${shared.what} ${shared.value}`,
    hint: `Give each machine its own ${shared.what}, or remove one of the documents.`,
    place,
  });
}
