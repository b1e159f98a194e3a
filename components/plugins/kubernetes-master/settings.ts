import { dirname } from "node:path";
import type { Machine, TaskContext } from "@lambdastack/core/role";
import { mastersOf } from "../kubernetes-common/endpoint.ts";
import type { Arguments, MasterConfig } from "./config.ts";

type Context = TaskContext<MasterConfig>;

export interface Endpoint {
  address: string;
  port: number;
  apiPort: number;
}

const defaultPort = 6443;

/** What kubernetes-common published on a machine; where it was not asked yet, the machine's own API server. */
export function endpointOn(machine: Machine, consumed: Context["consumed"]): Endpoint {
  const found = consumed["kubernetes-endpoint"]?.find((one) => one.machine.name === machine.name);
  if (!found) return { address: machine.address, port: defaultPort, apiPort: defaultPort };
  return found.value as unknown as Endpoint;
}

/** The machine that makes the cluster, and later lets others join: the first one. */
export const isFirst = ({ cluster, machine }: Pick<Context, "cluster" | "machine">): boolean =>
  mastersOf(cluster)[0]?.name === machine.name;

/** Every machine that should be part of the Kubernetes cluster. */
export const partsOf = ({ cluster }: Pick<Context, "cluster">): readonly string[] => [
  ...new Set([...mastersOf(cluster), ...(cluster.roles["kubernetes-node"] ?? [])].map(({ name }) => name)),
];

/** Plugins that were taken out of Kubernetes; the API server does not start with one that it does not know. */
const goneAdmissionPlugins = new Set(["DenyEscalatingExec", "DenyExecOnPrivileged", "PodSecurityPolicy"]);

/** Where images come from; the registry of old documents is no longer served. */
export const imageRepository = ({ advanced }: MasterConfig): string =>
  advanced.imageRepository === "k8s.gcr.io" ? "registry.k8s.io" : advanced.imageRepository;

/** Directory of the audit log, where there is one in a file. */
export function auditDirectory({ advanced }: MasterConfig): string | undefined {
  const path = advanced.api_server_args["audit-log-path"];
  return typeof path === "string" && path.startsWith("/") ? dirname(path) : undefined;
}

/** Arguments of the API server as it takes them today. */
export function apiServerArguments({ advanced }: MasterConfig): Arguments {
  const { "secure-port": _, "enable-admission-plugins": plugins, ...others } = advanced.api_server_args;
  if (plugins === undefined) return others;
  const known = String(plugins).split(",");
  return { ...others, "enable-admission-plugins": known.filter((name) => !goneAdmissionPlugins.has(name)).join(",") };
}

/** Arguments as templates go through them, each value as text. */
export const listed = (given: Arguments): { name: string; value: string }[] =>
  Object.entries(given).map(([name, value]) => ({ name, value: String(value) }));
