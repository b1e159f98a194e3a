import type { CloudAccess, FoundMachine, FoundThing } from "@lambdastack/infrastructure";
import { type Ask, askCloud } from "./client.ts";

interface Labelled {
  name: string;
  selfLink: string;
}

interface Instance extends Labelled {
  status?: string;
  networkInterfaces?: { networkIP?: string; accessConfigs?: { natIP?: string }[] }[];
}

interface AggregatedPage<Item> {
  nextPageToken?: string;
  items?: Record<string, Record<string, Item[] | unknown>>;
}

/** Machines that carry the cluster's label. */
export function findMachines(access: CloudAccess): Promise<FoundMachine[]> {
  return askCloud(access, "the cluster's machines", async (ask) =>
    (await labelled<Instance>("instances", access, ask)).map(asMachine),
  );
}

/** Disks and addresses that carry it, with Terraform's address; networks and firewall rules have no labels. */
export function findOthers(access: CloudAccess): Promise<FoundThing[]> {
  return askCloud(access, "what carries the cluster's label", async (ask) => {
    const machines = await labelled<Instance>("instances", access, ask);
    const own = new Set(machines.map(({ name }) => name));
    const disks = await labelled<Labelled>("disks", access, ask);
    const addresses = await labelled<Labelled>("addresses", access, ask);
    return [
      // a machine's own disk has its name, and comes and goes with it
      ...disks.filter(({ name }) => !own.has(name)).map((disk) => asThing("disk", disk, diskAddress(disk.name))),
      ...addresses.map((one) => asThing("public address", one, keyed("google_compute_address.machine", one.name))),
    ];
  });
}

async function labelled<Item>(collection: string, { id }: CloudAccess, ask: Ask): Promise<Item[]> {
  const filter = `labels.lambdastack=${id}`;
  const pages = await ask<AggregatedPage<Item>>(`aggregated/${collection}`, { filter });
  return pages.flatMap(({ items = {} }) =>
    Object.values(items).flatMap((place) => (place[collection] ?? []) as Item[]),
  );
}

/** `projects/…`, as Terraform has it in its state. */
const idOf = ({ selfLink }: Labelled): string => selfLink.replace(/^.*?(?=projects\/)/, "");

function asMachine(instance: Instance): FoundMachine {
  const { name, status = "unknown", networkInterfaces = [] } = instance;
  const [{ networkIP, accessConfigs = [] } = {}] = networkInterfaces;
  const natIP = accessConfigs[0]?.natIP;
  return {
    name,
    id: idOf(instance),
    status: status.toLowerCase(),
    ...(networkIP && { privateAddress: networkIP }),
    ...(natIP && { publicAddress: natIP }),
  };
}

const asThing = (what: string, thing: Labelled, address: string | undefined): FoundThing => ({
  what,
  name: thing.name,
  id: idOf(thing),
  ...(address !== undefined && { address }),
});

const keyed = (resource: string, key: string): string => `${resource}[${JSON.stringify(key)}]`;

/** `<machine>-<name>`: a machine's own name ends with its number. */
function diskAddress(name: string): string | undefined {
  const [, machine, disk] = /^(.+?-\d+)-([a-z][a-z0-9-]*)$/.exec(name) ?? [];
  return machine === undefined ? undefined : keyed("google_compute_disk.machine", `${machine} ${disk}`);
}
