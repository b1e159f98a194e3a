import type { Document, Machine, ProviderContext } from "@lambdastack/core";

interface ClusterComponent {
  count?: number;
  machines?: string[];
}

interface MachineSpecification {
  hostname: string;
  ip: string;
  ssh?: { address?: string; port?: number };
}

/** One machine per `infrastructure/machine` document that a component names, in the order of components. */
export function givenMachines({ manifest, componentRoles }: ProviderContext): Machine[] {
  const wanted = claims(manifest.cluster);
  return [...wanted].map(([name, claimed]) => {
    const [first] = claimed;
    if (!first) throw new Error(`machine ${name} is claimed by nobody`);
    const { hostname, ip, ssh } = specificationOf(manifest.documents, name);
    return {
      name,
      hostname,
      address: ip,
      sshAddress: ssh?.address ?? ip,
      sshPort: ssh?.port ?? 22,
      component: first.component,
      components: claimed.map(({ component }) => component),
      roles: [...new Set(claimed.flatMap(({ component }) => componentRoles[component] ?? []))],
      index: first.index,
    };
  });
}

/** Who claims each machine; the first component named wins the machine's own `component`. */
function claims(cluster: Document): Map<string, { component: string; index: number }[]> {
  const claimed = new Map<string, { component: string; index: number }[]>();
  const components = Object.entries((cluster.specification.components ?? {}) as Record<string, ClusterComponent>);
  for (const [component, { count, machines = [] }] of components)
    for (const [position, name] of machines.slice(0, count ?? machines.length).entries())
      claimed.set(name, [...(claimed.get(name) ?? []), { component, index: position + 1 }]);
  return claimed;
}

/** That each machine named is defined was checked with the documents. */
function specificationOf(documents: readonly Document[], name: string): MachineSpecification {
  const found = documents.find((document) => document.kind === "infrastructure/machine" && document.name === name);
  if (!found) throw new Error(`machine ${name} is not defined`);
  return found.specification as unknown as MachineSpecification;
}
