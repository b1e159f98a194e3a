import type { NodeExporterConfig } from "./config.ts";

const listenFlag = "--web.listen-address";

/** Flags of version 1.0 by their present name, as `prometheus-node-exporter --help` of version 1.5 has it. */
const renamed: Readonly<Record<string, string>> = {
  "--collector.diskstats.ignored-devices": "--collector.diskstats.device-exclude",
  "--collector.filesystem.ignored-mount-points": "--collector.filesystem.mount-points-exclude",
  "--collector.filesystem.ignored-fs-types": "--collector.filesystem.fs-types-exclude",
  "--collector.netdev.device-blacklist": "--collector.netdev.device-exclude",
  "--collector.netdev.device-whitelist": "--collector.netdev.device-include",
  "--collector.systemd.unit-blacklist": "--collector.systemd.unit-exclude",
  "--collector.systemd.unit-whitelist": "--collector.systemd.unit-include",
};

/** The exporter's whole command line; of a flag given twice the last one stays. */
export function commandLine(config: NodeExporterConfig): string[] {
  const flags = [
    `${listenFlag}=${config.web_listen_address}:${config.web_listen_port}`,
    ...config.enabled_collectors.map((collector) => `--collector.${collector}`),
    ...config.config_flags.map(presentFlag),
  ];
  return [...new Map(flags.map((flag) => [nameOf(flag), flag])).values()];
}

/** The port that the exporter really listens on. */
export function listenPort(config: NodeExporterConfig): number {
  const listen = commandLine(config).find((flag) => nameOf(flag) === listenFlag) ?? "";
  return Number(/:(\d+)$/.exec(listen)?.[1] ?? config.web_listen_port);
}

/** With its present name, and without the quotes that a shell would have taken off. */
function presentFlag(flag: string): string {
  const name = nameOf(flag);
  const value = flag.slice(name.length).replace(/^="(.*)"$/, "=$1");
  return `${renamed[name] ?? name}${value}`;
}

function nameOf(flag: string): string {
  return flag.split("=", 1)[0] ?? flag;
}
