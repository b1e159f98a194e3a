import { arch } from "node:os";
import type { Machine, ProviderContext } from "@lambdastack/core";
import { addressPoolTaken, noResolver } from "../errors.ts";
import { chooseRecipe } from "../image/choose-recipe.ts";
import type { Recipe } from "../image/recipe.ts";
import type { NetworkFiles } from "../machine/network-files.ts";
import { clusterNames } from "../names.ts";
import { resolvers } from "../network/resolvers.ts";
import {
  connectedNetworks,
  outwardInterfaces,
  poolConflict,
  type Surroundings,
  surroundings,
} from "../network/routes.ts";
import type { RulesetInput } from "../network/ruleset.ts";
import type { Network } from "../network/subnet.ts";
import { type NetworkMode, settingsOf } from "../settings.ts";
import { readLabels } from "./observe.ts";
import { type Wanted, wantedMachines } from "./wanted.ts";

/** Everything that should be, worked out from the documents and the computer's surroundings. */
export interface Blueprint {
  wanted: Wanted;
  recipe: Recipe;
  pool: Network;
  rules: RulesetInput;
  mayReachOut: boolean;
  around: Surroundings;
  /** Interfaces by which packets leave; none without a network. */
  outward: string[];
  /** Of the outward interface, for every interface of ours. */
  mtu: number;
}

const architectures: Record<string, string> = { x64: "x86_64", arm64: "aarch64" };

/** As `uname -m` says it. */
export function machineArchitecture(): string {
  return architectures[arch()] ?? arch();
}

/** Throws `address-pool-taken` and `no-resolver`, and what the allocation of machines and addresses throws. */
export async function drawBlueprint(context: ProviderContext): Promise<Blueprint> {
  const { pool, mode } = settingsOf(context.manifest);
  const cluster = clusterNames(context.lineage);
  const around = await surroundings();
  const taken = poolConflict(pool, cluster, around);
  if (taken !== undefined) throw addressPoolTaken(pool.text, taken);
  const architecture = machineArchitecture();
  const wanted = wantedMachines(context, await readLabels(context), architecture);
  const allowed = allowedSources(mode, pool, wanted.machines);
  const servers = allowed.length > 0 ? await requireResolvers() : [];
  const outward = await outwardInterfaces(around, servers);
  return {
    wanted,
    recipe: await chooseRecipe(context, architecture),
    pool,
    rules: { cluster, pool: pool.text, allowed, resolvers: servers, connected: connectedNetworks(around) },
    mayReachOut: allowed.length > 0,
    around,
    outward,
    mtu: around.links.find(({ ifname }) => ifname === outward[0])?.mtu ?? 1500,
  };
}

/** Component whose machine serves all others in mode `jump-host`. */
const repository = "repository";

/** Networks and addresses that may reach out. */
export function allowedSources(mode: NetworkMode, pool: Network, machines: readonly Machine[]): string[] {
  if (mode === "isolated") return [];
  if (mode === "full") return [pool.text];
  return machines.filter(({ components }) => components.includes(repository)).map(({ address }) => address);
}

async function requireResolvers(): Promise<string[]> {
  const found = await resolvers();
  if (found.length === 0) throw noResolver();
  return found;
}

/**
 * What the files of a machine should say about the network around it. Its hosts file names the machine alone, so that
 * a machine that comes or goes touches no other; a role that needs more names says so itself.
 */
export function networkFiles({ rules, wanted, pool }: Blueprint, address: string): NetworkFiles {
  const mayReachOut = rules.allowed.includes(pool.text) || rules.allowed.includes(address);
  const own = wanted.machines.filter((machine) => machine.address === address);
  return { machines: own, resolvers: mayReachOut ? rules.resolvers : [] };
}
