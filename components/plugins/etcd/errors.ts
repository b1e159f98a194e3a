import { StackError } from "@lambdastack/core/role";

export function electionTooShort(heartbeat: number, election: number): StackError {
  return new StackError(
    "etcd-election-too-short",
    `configuration/etcd has an election_timeout of ${election} ms and a heartbeat_interval of ${heartbeat} ms.`,
    { ending: "invalid", hint: `election_timeout must be at least five heartbeats: ${heartbeat * 5} ms.` },
  );
}

export function samePort(port: number): StackError {
  return new StackError(
    "etcd-same-port",
    `configuration/etcd gives client_port and peer_port the same value, ${port}.`,
    {
      ending: "invalid",
      hint: "Give each a port of its own.",
    },
  );
}
