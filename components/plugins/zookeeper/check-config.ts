import { type Machine, type StackError, sameNumbers, throwProblems } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "./config.ts";
import { noSetting, numberTooHigh, ownSetting, sameNumber, samePorts } from "./errors.ts";
import { keyOf, linesOf, ownSettings } from "./settings.ts";

/** Ids above are kept for extended types of nodes, see ZooKeeper's administrator's guide, "myid". */
const highestId = 254;

/** What the schema cannot say. Throws once for all findings. */
export function checkConfig(config: ZookeeperConfig, members: readonly Machine[]): void {
  throwProblems(
    [...linesOf(config).flatMap(lineProblem), ...portProblems(config), ...numberProblems(members)],
    (count) => `configuration/zookeeper has ${count} problems.`,
  );
}

/** A backslash at the end would swallow the line behind it. */
function lineProblem(line: string): StackError[] {
  const key = keyOf(line);
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*\s*=/.test(line) || line.endsWith("\\")) return [noSetting(line)];
  if (/^(server|group|weight)\./.test(key)) return [ownSetting(key, "servers are the machines of the role")];
  const field = ownSettings[key];
  return field === undefined ? [] : [ownSetting(key, field)];
}

function portProblems({ client_port, peer_port, election_port }: ZookeeperConfig): StackError[] {
  const ports = [client_port, peer_port, election_port];
  return new Set(ports).size === ports.length ? [] : [samePorts(ports)];
}

function numberProblems(members: readonly Machine[]): StackError[] {
  const high = members.filter(({ index }) => index > highestId).map(({ name, index }) => numberTooHigh(name, index));
  const same = sameNumbers(members).map(({ first, second }) => sameNumber(first.name, second.name, second.index));
  return [...high, ...same];
}
