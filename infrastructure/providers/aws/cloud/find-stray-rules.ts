import type { SecurityGroupRule } from "@aws-sdk/client-ec2";
import type { CloudAccess, FoundThing } from "@lambdastack/infrastructure";
import { askCloud } from "./client.ts";

/** Rules in the cluster's own security groups that Terraform did not make. */
export function findStrayRules(access: CloudAccess, known: ReadonlySet<string>): Promise<FoundThing[]> {
  return askCloud(access, "rules of the cluster's security groups", async (client, sdk) => {
    const groups = new Map<string, string>();
    const tagged = { Filters: [{ Name: "tag:lambdastack", Values: [access.id] }] };
    for await (const { SecurityGroups = [] } of sdk.paginateDescribeSecurityGroups({ client }, tagged))
      for (const { GroupId = "", GroupName = "" } of SecurityGroups) groups.set(GroupId, GroupName);
    if (groups.size === 0) return [];
    const found: SecurityGroupRule[] = [];
    const inGroups = { Filters: [{ Name: "group-id", Values: [...groups.keys()] }] };
    for await (const { SecurityGroupRules = [] } of sdk.paginateDescribeSecurityGroupRules({ client }, inGroups))
      found.push(...SecurityGroupRules);
    const strays = found.filter(({ SecurityGroupRuleId: id = "" }) => !known.has(id));
    return strays.map((rule) => asThing(rule, groups.get(rule.GroupId ?? "") ?? ""));
  });
}

function asThing(
  { SecurityGroupRuleId: id = "", IsEgress, FromPort, ToPort, IpProtocol, CidrIpv4, CidrIpv6 }: SecurityGroupRule,
  group: string,
): FoundThing {
  const ports = FromPort === undefined || FromPort === -1 ? "all ports" : `${FromPort}-${ToPort}`;
  const peer = CidrIpv4 ?? CidrIpv6 ?? "a group";
  const what = IsEgress ? "outbound rule" : "inbound rule";
  return {
    what,
    name: `of ${group}, ${IpProtocol === "-1" ? "everything" : IpProtocol} ${ports} ${IsEgress ? "to" : "from"} ${peer}`,
    id,
  };
}
