import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { Machine, OperatingSystem } from "../machines/machine.ts";
import { requireMachineName } from "../machines/machine-name.ts";
import type { Access, Jump } from "../providers/provider.ts";
import { inventoryInvalid, inventoryMissing } from "./errors.ts";
import { groupComponent, groupRole } from "./group-names.ts";
import { type InventoryGroups, inventoryGroups } from "./inventory-groups.ts";
import { unsafeTag } from "./unsafe-text.ts";

type Variables = Record<string, unknown>;

export interface ReadInventory {
  /** Sorted by component, then index. */
  machines: Machine[];
  access: Access;
}

/**
 * Machines and how to reach them from the inventory alone, ours or one written by hand: groups that name machines are
 * roles, `component_<name>` are components. Throws `inventory-missing` and, with all findings, `inventory-invalid`.
 */
export async function readInventory(path: string): Promise<ReadInventory> {
  const groups = inventoryGroups(parseInventory(await readText(path), path), path);
  const names = [...groups.variables.keys()].sort();
  if (names.length === 0) throw inventoryInvalid(path, "it names no machine");
  const access = readAccess(groups, path);
  const machines = numbered(names.map((name) => readMachine(name, groups)));
  throwProblems(machineProblems(machines, path), (count) => `${path} has ${count} faults.`);
  return { machines, access };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw inventoryMissing(path);
    throw error;
  }
}

function parseInventory(text: string, path: string): unknown {
  try {
    return parse(text, { customTags: [unsafeTag], stringKeys: true, maxAliasCount: 100 });
  } catch (error) {
    throw inventoryInvalid(path, (error as Error).message.split("\n")[0] ?? "it is not YAML");
  }
}

/** One access for the whole cluster; a relative key is taken from the inventory's folder. */
function readAccess({ variables }: InventoryGroups, path: string): Access {
  const problems: StackError[] = [];
  const only = (name: string): string => {
    const values = [...variables].map(([machine, own]) => ({ machine, value: own[name] }));
    const lacking = values.find(({ value }) => typeof value !== "string" || value === "");
    const distinct = [...new Set(values.map(({ value }) => value))];
    if (lacking) problems.push(inventoryInvalid(path, `${lacking.machine} has no ${name}`));
    else if (distinct.length > 1) {
      problems.push(inventoryInvalid(path, `${name} must be the same for all machines, found ${distinct.join(", ")}`));
    }
    return String(distinct[0]);
  };
  const user = only("ansible_user");
  const keyPath = resolve(dirname(path), only("ansible_ssh_private_key_file"));
  throwProblems(problems, (count) => `${path} has ${count} faults.`);
  const jump = readJump(
    [...variables.values()].find(({ lambdastack_jump }) => lambdastack_jump)?.lambdastack_jump,
    path,
  );
  return { user, keyPath, ...(jump && { jump }) };
}

function readJump(value: unknown, path: string): Jump | undefined {
  if (value === undefined) return undefined;
  const { machine, address, port = 22, user, key_path: key } = (value ?? {}) as Record<string, unknown>;
  const isWhole = text(address) !== undefined && text(user) !== undefined && text(key) !== undefined;
  if (!isWhole || !Number.isInteger(port))
    throw inventoryInvalid(path, "lambdastack_jump must have address, user and key_path, and port as a number");
  return {
    ...(typeof machine === "string" && { machine }),
    address: String(address),
    port: Number(port),
    user: String(user),
    keyPath: resolve(dirname(path), String(key)),
  };
}

function readMachine(name: string, groups: InventoryGroups): Machine {
  const variables = groups.variables.get(name) ?? {};
  const member = groupsOf(name, groups);
  const components = member.flatMap((group) => groupComponent(group) ?? []);
  const roles = member.filter((group) => groupComponent(group) === undefined);
  const sshAddress = text(variables.ansible_host) ?? name;
  const component = text(variables.lambdastack_component) ?? components[0] ?? roles[0] ?? "";
  return {
    name: requireMachineName(name),
    hostname: text(variables.lambdastack_hostname) ?? name,
    address: text(variables.lambdastack_address) ?? sshAddress,
    sshAddress,
    sshPort: Number(variables.ansible_port ?? 22),
    component,
    components:
      components.length === 0 && component !== ""
        ? [component]
        : spelled(components, [component, ...texts(variables.lambdastack_components)]),
    roles: roles.map(groupRole),
    index: Number(variables.lambdastack_index ?? 0),
    ...operatingSystem(variables),
  };
}

function groupsOf(name: string, { members, direct }: InventoryGroups): string[] {
  const named = [...members].filter(([group, machines]) => direct.has(group) && machines.has(name));
  return named
    .map(([group]) => group)
    .filter((group) => group !== "all" && group !== "ungrouped")
    .sort();
}

/** A group's name has underscores where the component may have hyphens; there it is written out besides. */
function spelled(components: readonly string[], writtenOut: readonly string[]): string[] {
  return components.map((component) => writtenOut.find((name) => name.replaceAll("-", "_") === component) ?? component);
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function operatingSystem({ lambdastack_os: os }: Variables): { os?: OperatingSystem } {
  return typeof os === "object" && os !== null ? { os: os as OperatingSystem } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Written by hand, machines have no numbers: they get their place within the component. */
function numbered(machines: readonly Machine[]): Machine[] {
  const highest = new Map<string, number>();
  for (const { component, index } of machines) {
    highest.set(component, Math.max(index, highest.get(component) ?? 0));
  }
  const complete = machines.map((machine) => {
    if (machine.index !== 0) return machine;
    const index = (highest.get(machine.component) ?? 0) + 1;
    highest.set(machine.component, index);
    return { ...machine, index };
  });
  return complete.sort((one, other) => compare(one.component, other.component) || one.index - other.index);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function machineProblems(machines: readonly Machine[], path: string): StackError[] {
  return machines.flatMap(({ name, roles, components, sshPort, index }) => {
    const findings: string[] = [];
    if (roles.length + components.length === 0) findings.push(`${name} is in no group`);
    if (!Number.isInteger(sshPort) || sshPort < 1 || sshPort > 65_535)
      findings.push(`${name} has no valid ansible_port`);
    if (!Number.isInteger(index)) findings.push(`${name} has no valid lambdastack_index`);
    return findings.map((finding) => inventoryInvalid(path, finding));
  });
}
