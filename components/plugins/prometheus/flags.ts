import type { PrometheusConfig } from "./config.ts";
import { otherConfigurationFile } from "./errors.ts";
import { files } from "./files.ts";

const listenFlag = "--web.listen-address";
const configurationFlag = "--config.file";

/** Prometheus' whole command line; of a flag given twice the last one stays. */
export function commandLine(config: PrometheusConfig): string[] {
  const { data_directory, retention_time, retention_size } = config.storage;
  const { configuration } = files(config);
  const flags = [
    `${configurationFlag}=${configuration}`,
    `--storage.tsdb.path=${data_directory}`,
    ...(retention_time === undefined ? [] : [`--storage.tsdb.retention.time=${retention_time}`]),
    ...(retention_size === undefined ? [] : [`--storage.tsdb.retention.size=${retention_size}`]),
    ...config.config_flags,
  ];
  const line = [...new Map(flags.map((flag) => [nameOf(flag), flag])).values()];
  const given = flagValue(configurationFlag, line);
  if (given !== configuration) throw otherConfigurationFile(given, configuration);
  return line;
}

/** The directory that metrics are really kept in. */
export function dataDirectory(config: PrometheusConfig): string {
  return flagValue("--storage.tsdb.path", commandLine(config));
}

/** Where a program on the machine itself reaches Prometheus. */
export function ownAddress(config: PrometheusConfig): string {
  const host = flagValue(listenFlag, commandLine(config)).replace(/:\d+$/, "");
  const isEverywhere = ["", "0.0.0.0", "[::]"].includes(host);
  return `${isEverywhere ? "127.0.0.1" : host}:${listenPort(config)}`;
}

/** The port that Prometheus really listens on. */
export function listenPort(config: PrometheusConfig): number {
  return Number(/:(\d+)$/.exec(flagValue(listenFlag, commandLine(config)))?.[1] ?? 9090);
}

function flagValue(name: string, line: readonly string[]): string {
  return (line.find((flag) => nameOf(flag) === name) ?? "").slice(name.length + 1);
}

function nameOf(flag: string): string {
  return flag.split("=", 1)[0] ?? flag;
}
