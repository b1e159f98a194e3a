import { homedir } from "node:os";
import { join } from "node:path";
import { type Manifest, userDirectories } from "@lambdastack/core";
import { badNetworkMode } from "./errors.ts";
import { type Network, parsePool } from "./network/subnet.ts";

export type NetworkMode = "isolated" | "jump-host" | "full";

/** What the cluster document says about machines on this computer. */
export interface Settings {
  pool: Network;
  mode: NetworkMode;
  adminUser: string;
  /** Bytes of memory that each machine may use; as much as the computer has when missing. */
  memory?: number;
}

const modes: readonly string[] = ["isolated", "jump-host", "full"];

/** Throws `invalid-network`, `bad-address-pool` or `bad-network-mode` for a manifest that no schema checked. */
export function settingsOf({ cluster }: Manifest): Settings {
  const { local = {}, admin_user = {} } = cluster.specification as {
    local?: LocalFields;
    admin_user?: { name?: string };
  };
  const { network = "isolated", address_pool = "10.77.0.0/24", memory } = local;
  if (!isMode(network)) throw badNetworkMode(network);
  return {
    pool: parsePool(address_pool),
    mode: network,
    adminUser: admin_user.name ?? "root",
    ...(memory !== undefined && { memory: memory * 2 ** 20 }),
  };
}

export function imageStore(): string {
  return join(userDirectories(homedir(), process.env).cache, "images");
}

interface LocalFields {
  network?: string;
  address_pool?: string;
  memory?: number;
}

function isMode(text: string): text is NetworkMode {
  return modes.includes(text);
}
