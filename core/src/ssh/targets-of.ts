import type { Machine } from "../machines/machine.ts";
import type { Access } from "../providers/provider.ts";
import type { Target } from "./session.ts";

type Reached = Pick<Machine, "name" | "sshAddress" | "sshPort">;

/** Where to connect to for each machine; all but the one in between by way of that one. */
export function targetsOf(
  machines: readonly Reached[],
  { user, keyPath, jump }: Access,
  knownHostsPath: string,
): Target[] {
  const between = jump && {
    machine: jump.machine ?? "the bastion",
    address: jump.address,
    port: jump.port,
    user: jump.user,
    keyPath: jump.keyPath,
    knownHostsPath,
  };
  return machines.map(({ name, sshAddress: address, sshPort: port }) => ({
    machine: name,
    address,
    port,
    user,
    keyPath,
    knownHostsPath,
    ...(between && jump.machine !== name && { jump: between }),
  }));
}
