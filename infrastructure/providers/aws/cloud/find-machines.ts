import type { Instance } from "@aws-sdk/client-ec2";
import type { CloudAccess, FoundMachine } from "@lambdastack/infrastructure";
import { askCloud } from "./client.ts";

/** Instances that carry the cluster's tag, but for those that are gone: Amazon shows them for an hour. */
export function findMachines(access: CloudAccess): Promise<FoundMachine[]> {
  return askCloud(access, "the cluster's machines", async (client, { paginateDescribeInstances }) => {
    const states = ["pending", "running", "shutting-down", "stopping", "stopped"];
    const Filters = [
      { Name: "tag:lambdastack", Values: [access.id] },
      { Name: "instance-state-name", Values: states },
    ];
    const found: FoundMachine[] = [];
    for await (const { Reservations = [] } of paginateDescribeInstances({ client }, { Filters }))
      found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(asMachine)));
    return found;
  });
}

function asMachine({ InstanceId = "", State, Tags = [], PrivateIpAddress, PublicIpAddress }: Instance): FoundMachine {
  return {
    name: Tags.find(({ Key }) => Key === "Name")?.Value ?? InstanceId,
    id: InstanceId,
    status: State?.Name ?? "unknown",
    ...(PrivateIpAddress && { privateAddress: PrivateIpAddress }),
    ...(PublicIpAddress && { publicAddress: PublicIpAddress }),
  };
}
