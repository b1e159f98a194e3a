import type { GenericResourceExpanded, ResourceManagementClient } from "@azure/arm-resources";
import type { CloudAccess, FoundMachine, FoundThing } from "@lambdastack/infrastructure";
import { resourceGroupOf } from "../draw/network.ts";
import { askCloud } from "./client.ts";

const machineType = "microsoft.compute/virtualmachines";
const groupType = "microsoft.network/networksecuritygroups";
/** Versions of Azure's interfaces that are asked for details. */
const versions = { machine: "2024-07-01", network: "2024-05-01" };

/** Machines that carry the cluster's tag. */
export function findMachines(access: CloudAccess): Promise<FoundMachine[]> {
  return askCloud(access, "the cluster's machines", async (client) => {
    const machines = (await tagged(client, access)).filter(({ type }) => type === machineType);
    return Promise.all(machines.map((machine) => described(client, machine, access)));
  });
}

/** Everything else that carries it, with Terraform's address where its name tells it. */
export function findOthers(access: CloudAccess): Promise<FoundThing[]> {
  return askCloud(access, "what carries the cluster's tag", async (client) => {
    // a machine's own disk comes and goes with it
    const isApart = ({ type, name }: Tagged): boolean =>
      type !== machineType && !(type === "microsoft.compute/disks" && name.endsWith("-os"));
    const others = (await tagged(client, access)).filter(isApart);
    const groups = await taggedGroups(client, access);
    return [...others, ...groups].map((one) => asThing(one));
  });
}

/** Rules in the cluster's own security groups that Terraform did not make. */
export function findStrayRules(access: CloudAccess, known: ReadonlySet<string>): Promise<FoundThing[]> {
  return askCloud(access, "rules of the cluster's security groups", async (client) => {
    const groups = (await tagged(client, access)).filter(({ type }) => type === groupType);
    const rules = await Promise.all(
      groups.map(async ({ id, name: group }) => {
        const { properties } = await client.resources.getById(id, versions.network, { abortSignal: access.signal });
        const { securityRules = [] } = (properties ?? {}) as { securityRules?: { id: string; name: string }[] };
        return securityRules.map((rule) => ({ ...rule, group, id: asTerraformWritesIt(rule.id, access) }));
      }),
    );
    const strays = rules.flat().filter(({ id }) => !known.has(id));
    return strays.map(({ name, group, id }) => ({ what: "security rule", name: `${name} of ${group}`, id }));
  });
}

interface Tagged {
  id: string;
  name: string;
  /** In lower case. */
  type: string;
}

async function tagged(client: ResourceManagementClient, access: CloudAccess): Promise<Tagged[]> {
  const filter = `tagName eq 'lambdastack' and tagValue eq '${access.id}'`;
  const found: Tagged[] = [];
  for await (const resource of client.resources.list({ filter })) found.push(asTagged(resource, access));
  return found;
}

async function taggedGroups(client: ResourceManagementClient, access: CloudAccess): Promise<Tagged[]> {
  const filter = `tagName eq 'lambdastack' and tagValue eq '${access.id}'`;
  const found: Tagged[] = [];
  for await (const { id = "", name = "" } of client.resourceGroups.list({ filter }))
    found.push({ id: asTerraformWritesIt(id, access), name, type: "resourcegroups" });
  return found;
}

function asTagged({ id = "", name = "", type = "" }: GenericResourceExpanded, access: CloudAccess): Tagged {
  return { id: asTerraformWritesIt(id, access), name, type: type.toLowerCase() };
}

/** Azure answers with names of groups in upper case where it pleases. */
function asTerraformWritesIt(id: string, { manifest }: CloudAccess): string {
  const { name } = resourceGroupOf(manifest);
  return id.replace(/\/resourceGroups\/([^/]+)/i, (whole, found: string) =>
    found.toLowerCase() === name.toLowerCase() ? `/resourceGroups/${name}` : whole,
  );
}

interface Properties {
  provisioningState?: string;
  networkProfile?: { networkInterfaces?: { id: string }[] };
  ipConfigurations?: { properties: { privateIPAddress?: string; publicIPAddress?: { id: string } } }[];
  ipAddress?: string;
}

async function described(client: ResourceManagementClient, { id, name }: Tagged, access: CloudAccess) {
  const ask = async (of: string, version: string): Promise<Properties> => {
    const { properties } = await client.resources.getById(of, version, { abortSignal: access.signal });
    return (properties ?? {}) as Properties;
  };
  const { provisioningState = "unknown", networkProfile } = await ask(id, versions.machine);
  const [interfaceId] = networkProfile?.networkInterfaces?.map((one) => one.id) ?? [];
  const { ipConfigurations = [] } = interfaceId === undefined ? {} : await ask(interfaceId, versions.network);
  const { privateIPAddress, publicIPAddress } = ipConfigurations[0]?.properties ?? {};
  const { ipAddress } = publicIPAddress === undefined ? {} : await ask(publicIPAddress.id, versions.network);
  return {
    name,
    id,
    status: statuses[provisioningState] ?? provisioningState.toLowerCase(),
    ...(privateIPAddress && { privateAddress: privateIPAddress }),
    ...(ipAddress && { publicAddress: ipAddress }),
  };
}

const statuses: Readonly<Record<string, string>> = { Succeeded: "running", Creating: "pending" };

/** Resources of the templates that stand there once, or by the name of their machine. */
const addresses: Readonly<Record<string, [what: string, address: (name: string) => string | undefined]>> = {
  resourcegroups: ["resource group", () => "azurerm_resource_group.cluster"],
  "microsoft.network/virtualnetworks": ["network", () => "azurerm_virtual_network.cluster"],
  "microsoft.network/networkinterfaces": ["network interface", keyed("azurerm_network_interface.machine")],
  "microsoft.network/publicipaddresses": ["public address", keyed("azurerm_public_ip.machine")],
  "microsoft.network/networksecuritygroups": ["security group", () => undefined],
  "microsoft.network/applicationsecuritygroups": ["group of machines", () => undefined],
  "microsoft.compute/availabilitysets": ["availability set", () => undefined],
  "microsoft.compute/disks": ["disk", (name) => diskAddress(name)],
  "microsoft.storage/storageaccounts": ["storage account", () => "azurerm_storage_account.cluster"],
};

function asThing({ id, name, type }: Tagged): FoundThing {
  const [what, addressOf] = addresses[type] ?? [type, () => undefined];
  const address = addressOf(name);
  return { what, name, id, ...(address !== undefined && { address }) };
}

function keyed(resource: string) {
  return (name: string): string => `${resource}[${JSON.stringify(name)}]`;
}

/** Only a further disk is a resource of its own: `<machine>-<lun>`. */
function diskAddress(name: string): string | undefined {
  const [, machine, lun] = /^(.+)-(\d+)$/.exec(name) ?? [];
  return machine === undefined ? undefined : `azurerm_managed_disk.machine[${JSON.stringify(`${machine} ${lun}`)}]`;
}
