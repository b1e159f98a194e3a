import type { Connection } from "./open-connection.ts";
import type { Target } from "./session.ts";

/**
 * Connections to machines that others are reached through: one for each, whatever the number of machines behind it, so
 * that its sshd sees a single handshake.
 */
export interface Jumps {
  /** Throws what `connect` throws; asking again after a failure or a loss connects again. */
  to(jump: Target): Promise<Connection>;
  closeAll(): Promise<void>;
}

export function createJumps(open: (jump: Target) => Promise<Connection>): Jumps {
  const connections = new Map<string, Promise<Connection>>();
  const connect = (key: string, jump: Target): Promise<Connection> => {
    const opening = open(jump);
    connections.set(key, opening);
    const forget = (): void => {
      if (connections.get(key) === opening) connections.delete(key);
    };
    opening.then((connection) => connection.onLost(forget), forget);
    return opening;
  };
  return {
    to(jump) {
      const key = `${jump.user}@${jump.address}:${jump.port}`;
      return connections.get(key) ?? connect(key, jump);
    },
    async closeAll() {
      const opened = await Promise.allSettled(connections.values());
      connections.clear();
      for (const one of opened) if (one.status === "fulfilled") one.value.end();
    },
  };
}
