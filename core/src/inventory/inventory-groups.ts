import { inventoryInvalid } from "./errors.ts";

type Variables = Record<string, unknown>;

/** Groups of an inventory of Ansible, however they were nested. */
export interface InventoryGroups {
  /** Machines that a group names itself or through its children. */
  members: Map<string, Set<string>>;
  /** Groups that name machines themselves. Others only gather groups. */
  direct: Set<string>;
  /** Variables by machine: those of outer groups first, its own last. */
  variables: Map<string, Variables>;
}

interface Group {
  hosts: Map<string, Variables>;
  variables: Variables;
  children: Set<string>;
}

/** Throws `inventory-invalid`. */
export function inventoryGroups(value: unknown, path: string): InventoryGroups {
  const groups = new Map<string, Group>();
  const reader = { groups, path };
  for (const [name, body] of entries(value, "the file", path)) collect(name, body, reader);
  const result: InventoryGroups = { members: new Map(), direct: new Set(), variables: new Map() };
  const roots = rootNames(groups);
  for (const name of roots) descend({ name, groups, inherited: allVariables(groups), above: [] }, result, path);
  for (const { hosts } of groups.values()) {
    for (const [machine, own] of hosts) result.variables.set(machine, { ...result.variables.get(machine), ...own });
  }
  return result;
}

interface Reader {
  groups: Map<string, Group>;
  path: string;
}

/** A group may be described in several places; what they say adds up, as Ansible reads it. */
function collect(name: string, body: unknown, reader: Reader): void {
  const { groups, path } = reader;
  const group = groups.get(name) ?? { hosts: new Map(), variables: {}, children: new Set() };
  groups.set(name, group);
  for (const [key, value] of entries(body, `group ${name}`, path)) {
    if (key === "hosts") addHosts(group, value, { name, path });
    else if (key === "vars") Object.assign(group.variables, Object.fromEntries(entries(value, `${name}.vars`, path)));
    else if (key === "children") addChildren(group, value, { name, reader });
    else throw inventoryInvalid(path, `group ${name} has the unknown key ${key}`);
  }
}

function addHosts({ hosts }: Group, value: unknown, { name, path }: { name: string; path: string }): void {
  for (const [machine, own] of entries(value, `${name}.hosts`, path)) {
    const variables = Object.fromEntries(entries(own, `${name}.hosts.${machine}`, path));
    hosts.set(machine, { ...hosts.get(machine), ...variables });
  }
}

function addChildren({ children }: Group, value: unknown, { name, reader }: { name: string; reader: Reader }): void {
  for (const [child, body] of entries(value, `${name}.children`, reader.path)) {
    children.add(child);
    collect(child, body, reader);
  }
}

interface Descent {
  name: string;
  groups: ReadonlyMap<string, Group>;
  inherited: Variables;
  above: readonly string[];
}

function descend({ name, groups, inherited, above }: Descent, result: InventoryGroups, path: string): void {
  if (above.includes(name)) throw inventoryInvalid(path, `the group ${name} contains itself`);
  const group = groups.get(name);
  if (!group) return;
  const variables = { ...inherited, ...group.variables };
  const line = [...above, name];
  if (group.hosts.size > 0) result.direct.add(name);
  for (const machine of group.hosts.keys()) {
    result.variables.set(machine, { ...result.variables.get(machine), ...variables });
    for (const member of line) result.members.set(member, (result.members.get(member) ?? new Set()).add(machine));
  }
  for (const child of group.children) descend({ name: child, groups, inherited: variables, above: line }, result, path);
}

function rootNames(groups: ReadonlyMap<string, Group>): string[] {
  const children = new Set([...groups.values()].flatMap((group) => [...group.children]));
  const roots = [...groups.keys()].filter((name) => !children.has(name));
  return roots.length > 0 ? roots : [...groups.keys()];
}

/** Variables of `all` count for every machine, also for those outside it in the file. */
function allVariables(groups: ReadonlyMap<string, Group>): Variables {
  return groups.get("all")?.variables ?? {};
}

function entries(value: unknown, what: string, path: string): [string, unknown][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object" || Array.isArray(value)) throw inventoryInvalid(path, `${what} must be a mapping`);
  return Object.entries(value);
}
