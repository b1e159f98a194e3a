import { throwProblems } from "@lambdastack/core/role";
import type { EtcdConfig } from "./config.ts";
import { electionTooShort, samePort } from "./errors.ts";

/** What the schema cannot say. The factor of five is etcd's own check of its flags. Throws once for all findings. */
export function checkConfig(config: EtcdConfig): void {
  const { heartbeat_interval: heartbeat, election_timeout: election, client_port: client, peer_port: peer } = config;
  throwProblems(
    [
      ...(election < heartbeat * 5 ? [electionTooShort(heartbeat, election)] : []),
      ...(client === peer ? [samePort(client)] : []),
    ],
    (count) => `configuration/etcd has ${count} problems.`,
  );
}
