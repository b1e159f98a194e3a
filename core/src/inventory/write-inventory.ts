import { resolve } from "node:path";
import { stringify } from "yaml";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import { type StackError, throwProblems } from "../errors/stack-error.ts";
import type { Machine } from "../machines/machine.ts";
import { requireMachineName } from "../machines/machine-name.ts";
import type { Access, Jump } from "../providers/provider.ts";
import { quote } from "../shell/quote.ts";
import { groupClash } from "./errors.ts";
import { componentGroup, roleGroup } from "./group-names.ts";
import { markUnsafe, unsafeTag } from "./unsafe-text.ts";

export interface Inventory {
  machines: readonly Machine[];
  access: Access;
  /** File of pinned host keys. Missing: Ansible goes by the user's own. */
  knownHosts?: string;
}

/** Replaces `inventory.yml`. Throws `invalid-machine-name` and `inventory-group-clash`. */
export async function writeInventory(path: string, inventory: Inventory): Promise<void> {
  await writeFileAtomic(path, inventoryText(inventory));
}

/** The same machines give the same text. */
export function inventoryText({ machines, access, knownHosts }: Inventory): string {
  const sorted = [...machines].sort((one, other) => (one.name < other.name ? -1 : 1));
  const all = {
    vars: accessVariables(access, knownHosts),
    hosts: Object.fromEntries(
      sorted.map((machine) => [
        requireMachineName(machine.name),
        { ...machineVariables(machine), ...directVariables(machine, access, knownHosts) },
      ]),
    ),
    children: groups(sorted),
  };
  return stringify({ all: markUnsafe(all) }, { customTags: [unsafeTag], lineWidth: 0, aliasDuplicateObjects: false });
}

/** Absolute, since Ansible takes a relative key from wherever it was started. */
function accessVariables({ user, keyPath, jump }: Access, knownHosts: string | undefined): Record<string, unknown> {
  const login = { ansible_user: user, ansible_ssh_private_key_file: resolve(keyPath) };
  return { ...login, ...sshArguments(knownHosts, jump), ...(jump && { lambdastack_jump: jumpVariables(jump) }) };
}

/** The machine that the others are reached through is reached itself from here. */
function directVariables({ name }: Machine, { jump }: Access, knownHosts: string | undefined): object {
  return jump?.machine === name ? { ansible_ssh_common_args: "", ...sshArguments(knownHosts, undefined) } : {};
}

function sshArguments(knownHosts: string | undefined, jump: Jump | undefined): { ansible_ssh_common_args?: string } {
  const options = [
    ...(knownHosts === undefined ? [] : pinnedKeys(resolve(knownHosts))),
    ...(jump ? [`ProxyCommand=${throughJump(jump, knownHosts)}`, "ForwardAgent=no"] : []),
  ];
  if (options.length === 0) return {};
  return { ansible_ssh_common_args: options.map((option) => `-o ${word(option)}`).join(" ") };
}

/** Ansible splits options into words as a shell would; ssh then splits an option's value at spaces once more. */
function pinnedKeys(path: string): string[] {
  const value = /^[\w@%+=:,./-]+$/.test(path) ? path : `"${path.replace(/["\\]/g, "\\$&")}"`;
  return [`UserKnownHostsFile=${value}`, "StrictHostKeyChecking=yes"];
}

/** A command for the user's shell, in which ssh itself replaces what follows a percent sign. */
function throughJump({ address, port, user, keyPath }: Jump, knownHosts: string | undefined): string {
  const options = [
    ...(knownHosts === undefined ? [] : pinnedKeys(resolve(knownHosts))),
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "ForwardAgent=no",
  ].map((option) => `-o ${word(option)}`);
  const words = [...options, "-i", word(resolve(keyPath)), "-p", String(port), word(`${user}@${address}`)];
  return `ssh -W '[%h]:%p' ${words.join(" ").replaceAll("%", "%%")}`;
}

const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) && text !== "" ? text : quote(text));

function jumpVariables({ machine, address, port, user, keyPath }: Jump): object {
  return { ...(machine && { machine }), address, port, user, key_path: resolve(keyPath) };
}

function machineVariables(machine: Machine): object {
  const { sshAddress, sshPort, hostname, address, component, components, index, os } = machine;
  return {
    ansible_host: sshAddress,
    ansible_port: sshPort,
    lambdastack_hostname: hostname,
    lambdastack_address: address,
    lambdastack_component: component,
    ...(components.some((name) => name.includes("-")) ? { lambdastack_components: components } : {}),
    lambdastack_index: index,
    ...(os ? { lambdastack_os: os } : {}),
  };
}

interface Owner {
  /** For messages: `role haproxy`. */
  what: string;
  group: string;
}

function groups(machines: readonly Machine[]): Record<string, { hosts: Record<string, object> }> {
  const members = new Map<string, Set<string>>();
  const owners = new Map<string, Set<string>>();
  for (const machine of machines) {
    for (const { what, group } of ownersOf(machine)) {
      members.set(group, (members.get(group) ?? new Set()).add(machine.name));
      owners.set(group, (owners.get(group) ?? new Set()).add(what));
    }
  }
  throwProblems(clashes(owners), (count) => `${count} groups of the inventory clash.`);
  const names = [...members.keys()].sort();
  return Object.fromEntries(names.map((group) => [group, { hosts: hostsOf(members.get(group) ?? []) }]));
}

function ownersOf({ roles, components }: Machine): Owner[] {
  return [
    ...roles.map((role) => ({ what: `role ${role}`, group: roleGroup(role) })),
    ...components.map((component) => ({ what: `component ${component}`, group: componentGroup(component) })),
  ];
}

/** `all` and `ungrouped` are Ansible's own. */
function clashes(owners: ReadonlyMap<string, ReadonlySet<string>>): StackError[] {
  return [...owners].flatMap(([group, whats]) => {
    const meanings = group === "all" || group === "ungrouped" ? [...whats, "Ansible's own group"] : [...whats];
    return meanings.length > 1 ? [groupClash(group, meanings)] : [];
  });
}

function hostsOf(names: Iterable<string>): Record<string, object> {
  return Object.fromEntries([...names].map((name) => [name, {}]));
}
