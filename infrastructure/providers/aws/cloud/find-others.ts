import type { TagDescription } from "@aws-sdk/client-ec2";
import { type CloudAccess, cloudComponentsOf, type FoundThing } from "@lambdastack/infrastructure";
import { askCloud } from "./client.ts";

/** Everything of EC2 that carries the cluster's tag but machines. Shared file systems are not asked for. */
export function findOthers(access: CloudAccess): Promise<FoundThing[]> {
  return askCloud(access, "what carries the cluster's tag", async (client, { paginateDescribeTags }) => {
    const ids = await tagged(
      paginateDescribeTags({ client }, { Filters: [{ Name: "tag:lambdastack", Values: [access.id] }] }),
    );
    const named = await tagged(paginateDescribeTags({ client }, { Filters: [{ Name: "key", Values: ["Name"] }] }));
    const names = new Map(named.map(({ ResourceId = "", Value = "" }) => [ResourceId, Value]));
    return ids.flatMap(({ ResourceId: id = "", ResourceType: type = "" }) =>
      asThing({ id, type, name: names.get(id) }, access),
    );
  });
}

async function tagged(pages: AsyncIterable<{ Tags?: TagDescription[] | undefined }>): Promise<TagDescription[]> {
  const found: TagDescription[] = [];
  for await (const { Tags = [] } of pages) found.push(...Tags);
  return found;
}

interface Tagged {
  id: string;
  type: string;
  name: string | undefined;
}

const singles: Readonly<Record<string, string>> = {
  vpc: "aws_vpc.cluster",
  "internet-gateway": "aws_internet_gateway.cluster",
  "route-table": "aws_route_table.cluster",
};

/** Machines are found with their state; the volumes that come and go with them have no name of ours. */
function asThing({ id, type, name }: Tagged, access: CloudAccess): FoundThing[] {
  if (type === "instance" || (type === "volume" && !name?.includes(" /dev/"))) return [];
  const what = type.replaceAll("-", " ");
  const address = name === undefined ? undefined : addressOf(type, name, access);
  // Terraform takes the name of a key pair, not its id
  const imported = type === "key-pair" && name !== undefined ? name : id;
  return [{ what, name: name ?? id, id: imported, ...(address !== undefined && { address }) }];
}

function addressOf(type: string, name: string, access: CloudAccess): string | undefined {
  if (type === "subnet") return keyed("aws_subnet.cluster", subnetKey(name));
  if (type === "security-group") return keyed("aws_security_group.component", componentIn(name, access));
  if (type === "volume") return keyed("aws_ebs_volume.machine", name);
  if (type === "key-pair") return "aws_key_pair.cluster";
  if (type === "security-group-rule")
    return keyed(`aws_vpc_security_group_${/ from /.test(name) ? "ingress" : "egress"}_rule.component`, name);
  return singles[type];
}

const keyed = (resource: string, key: string | undefined): string | undefined =>
  key === undefined ? undefined : `${resource}[${JSON.stringify(key)}]`;

/** The end of a subnet's name is its addresses, with a hyphen for the slash. */
const subnetKey = (name: string): string | undefined => /(\d+\.\d+\.\d+\.\d+)-(\d+)$/.exec(name)?.slice(1).join("/");

function componentIn(name: string, { manifest }: CloudAccess): string | undefined {
  return cloudComponentsOf(manifest).find((component) => name.endsWith(`-${component.name.replaceAll("_", "-")}`))
    ?.name;
}
