import type { Machine } from "@lambdastack/core/role";
import type { ZookeeperConfig } from "./config.ts";

/** A setting of zoo.cfg, in the order of the file. */
export type Setting = readonly [key: string, value: string | number];

/** Fields of the document that settings of zoo.cfg come from; the free block must not hold these. */
export const ownSettings: Readonly<Record<string, string>> = {
  clientPort: "client_port",
  clientPortAddress: "the address of the machine",
  dataDir: "data_directory",
  tickTime: "tick_time",
  initLimit: "init_limit",
  syncLimit: "sync_limit",
  "autopurge.snapRetainCount": "snapshots_kept",
  "4lw.commands.whitelist": "srvr, mntr and ruok, which the checks of the role need",
};

/** What is set where the free block is silent. The administration server would otherwise listen on every address. */
const defaults: readonly Setting[] = [
  ["admin.serverAddress", "127.0.0.1"],
  ["admin.serverPort", 8008],
  ["autopurge.purgeInterval", 24],
];

/** Everything in zoo.cfg but the servers and the free block. */
export function settingsOf(config: ZookeeperConfig, machine: Machine): Setting[] {
  const given = new Set(keysOf(config));
  return [
    ["tickTime", config.tick_time],
    ["initLimit", config.init_limit],
    ["syncLimit", config.sync_limit],
    ["dataDir", config.data_directory],
    ["clientPort", config.client_port],
    ["clientPortAddress", machine.address],
    ["4lw.commands.whitelist", "srvr,mntr,ruok"],
    ["autopurge.snapRetainCount", config.snapshots_kept],
    ...defaults.filter(([key]) => !given.has(key)),
  ];
}

/** Lines of the free block that say something, without blanks around them. */
export function linesOf({ static_config_file: { configurable_block: block } }: ZookeeperConfig): string[] {
  return block
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^[#!]/.test(line));
}

/** Java takes "=", ":" and a blank for the end of a key. */
export const keyOf = (line: string): string => /^[^\s=:]*/.exec(line)?.[0] ?? "";

const keysOf = (config: ZookeeperConfig): string[] => linesOf(config).map(keyOf);
