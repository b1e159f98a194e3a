/** What is read of Terraform's state, format 4. */
export interface TerraformState {
  version: number;
  serial: number;
  lineage: string;
  resources: StateResource[];
}

export interface StateResource {
  mode: "managed" | "data";
  type: string;
  name: string;
  module?: string;
  instances: StateInstance[];
}

export interface StateInstance {
  index_key?: string | number;
  attributes?: Record<string, unknown>;
}

/** Undefined for anything that is no whole state. */
export function parseTerraformState(text: string): TerraformState | undefined {
  try {
    const value = JSON.parse(text) as Partial<TerraformState> | null;
    const isWhole =
      typeof value?.version === "number" &&
      typeof value.serial === "number" &&
      typeof value.lineage === "string" &&
      Array.isArray(value.resources);
    return isWhole ? (value as TerraformState) : undefined;
  } catch {
    return undefined;
  }
}

/** Instances of a resource of the root module, by key; `address` such as `aws_instance.machine`. */
export function instancesOf(state: TerraformState | undefined, address: string): Map<string, StateInstance> {
  const resource = state?.resources.find(
    ({ mode, type, name, module }) => mode === "managed" && module === undefined && `${type}.${name}` === address,
  );
  return new Map(resource?.instances.map((instance) => [String(instance.index_key ?? ""), instance]) ?? []);
}

/** Addresses of everything that Terraform manages. */
export function managedAddresses(state: TerraformState | undefined): string[] {
  const managed = state?.resources.filter(({ mode, instances }) => mode === "managed" && instances.length > 0) ?? [];
  return managed.map(({ module, type, name }) => [...(module ? [module] : []), type, name].join("."));
}

/** Every text that the state holds: whatever has its id among them is known. */
export function textsIn(state: TerraformState | undefined): Set<string> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string") found.add(value);
    else if (typeof value === "object" && value !== null) for (const part of Object.values(value)) collect(part);
  };
  for (const { instances } of state?.resources ?? []) for (const { attributes } of instances) collect(attributes);
  return found;
}
