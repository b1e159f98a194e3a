import { isDeepStrictEqual } from "node:util";
import { finding } from "../errors.ts";
import { didYouMean } from "../suggestions.ts";
import type { RuleContext, RuleFindings } from "./rule.ts";

/** Components that make no sense without another one. */
export const companions: Readonly<Record<string, string>> = { kubernetes_node: "kubernetes_master" };

export function kubernetesNodesNeedMaster(context: RuleContext): RuleFindings {
  const { kubernetes_node: node, kubernetes_master: master } = context.components;
  if (!node || master) return {};
  const problem = finding({
    code: "nodes-without-master",
    message: "Component kubernetes_node needs kubernetes_master, which is missing or has count 0",
    hint: "Add kubernetes_master with at least one machine, or set the count of kubernetes_node to 0.",
    place: context.placeInCluster(["components", "kubernetes_node"]),
  });
  return { problems: [problem] };
}

export function clusterHasComponents(context: RuleContext): RuleFindings {
  if (Object.keys(context.components).length > 0) return {};
  const problem = finding({
    code: "no-component",
    message: "The cluster has no component with a count above 0",
    hint: "Name at least one under specification.components.",
    place: context.placeInCluster(["components"]),
  });
  return { problems: [problem] };
}

/** A component's `configuration` that no document of its roles has as its name. Documents named default always exist. */
export function configurationsExist(context: RuleContext): RuleFindings {
  const problems = Object.entries(context.components).flatMap(([component, { configuration }]) => {
    const kinds = (context.roles[component] ?? []).map((role) => `configuration/${role}`);
    const names = context.documents
      .filter(({ source }) => kinds.includes(source.kind))
      .map(({ source }) => source.name);
    if (configuration === "default" || kinds.length === 0 || names.includes(configuration)) return [];
    return finding({
      code: "undefined-configuration",
      message: `Component ${component} names the configuration "${configuration}", which no document of its roles has`,
      hint: `Add a document of kind ${kinds.join(" or ")} with that name. ${didYouMean(configuration, ["default", ...names])}`,
      place: context.placeInCluster(["components", component, "configuration"]),
    });
  });
  return { problems };
}

/** One role cannot be configured in two ways on one machine. */
export function machinesAgreeOnConfiguration(context: RuleContext): RuleFindings {
  if (!context.machinesAreGiven) return {};
  const claims = new Map<string, string>();
  const problems = [];
  for (const { component, machine, role } of claimsOf(context)) {
    const key = `${machine} ${role}`;
    const other = claims.get(key);
    if (other === undefined) claims.set(key, component);
    else if (!sameConfiguration(context, role, [other, component])) {
      problems.push(twoConfigurations(context, { role, machine, components: [other, component] }));
    }
  }
  return { problems };
}

function claimsOf({ components, roles }: RuleContext): { component: string; machine: string; role: string }[] {
  return Object.entries(components).flatMap(([component, { machines = [] }]) =>
    machines.flatMap((machine) => (roles[component] ?? []).map((role) => ({ component, machine, role }))),
  );
}

function sameConfiguration(context: RuleContext, role: string, components: readonly string[]): boolean {
  const [left, right] = components.map((component) => context.components[component]?.configuration);
  return left === right || isDeepStrictEqual(configured(context, role, left), configured(context, role, right));
}

function configured({ documents }: RuleContext, role: string, name: string | undefined): unknown {
  const own = documents.filter(({ source }) => source.kind === `configuration/${role}`);
  const found = own.find(({ source }) => source.name === name) ?? own.find(({ source }) => source.name === "default");
  return found?.document.specification;
}

function twoConfigurations(
  context: RuleContext,
  what: { role: string; machine: string; components: [string, string] },
) {
  const { role, machine, components } = what;
  const names = components.map((component) => `${component} ("${context.components[component]?.configuration}")`);
  return finding({
    code: "two-configurations",
    message: `The role ${role} on the machine ${machine} gets two configurations: from ${names.join(" and ")}`,
    hint: `Name the same configuration in both components, or give one of them another machine.`,
    place: context.placeInCluster(["components", components[1], "configuration"]),
  });
}
