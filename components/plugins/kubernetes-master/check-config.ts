import { type StackError, throwProblems } from "@lambdastack/core/role";
import type { MasterConfig } from "./config.ts";
import { networkMissing, otherPort, ownArgument, validityUnsupported, versionTooOld } from "./errors.ts";
import { minorOf, takesLists } from "./versions.ts";

/** Arguments that other fields decide. */
const ownArguments: Readonly<Record<string, string>> = {
  "advertise-address": "the machine's address",
  "cluster-cidr": "advanced.networking.podSubnet",
  "encryption-provider-config": "advanced.etcd_args.encrypted",
  "service-cluster-ip-range": "advanced.networking.serviceSubnet",
};

/** What the schema cannot say. Throws once for all findings. `apiPort` is where machines look for API servers. */
export function checkConfig({ version, advanced }: MasterConfig, apiPort: number): void {
  const { api_server_args: server, networking, certificates } = advanced;
  const secure = server["secure-port"];
  const programs = {
    "API server": server,
    "controller manager": advanced.controller_manager_args,
    scheduler: advanced.scheduler_args,
  };
  throwProblems(
    [
      ...(minorOf(version) < 24 ? [versionTooOld(version)] : []),
      ...(secure !== undefined && Number(secure) !== apiPort ? [otherPort(secure, apiPort)] : []),
      ...Object.entries(programs).flatMap(([program, given]) => argumentProblems(program, given)),
      ...(networking.plugin !== "flannel" && networking.plugin !== "none" && networking.manifest === undefined
        ? [networkMissing(networking.plugin)]
        : []),
      ...(certificates.expiration_days !== 365 && !takesLists(version)
        ? [validityUnsupported(version, certificates.expiration_days)]
        : []),
    ],
    (count) => `configuration/kubernetes-master has ${count} problems.`,
  );
}

function argumentProblems(program: string, given: object): StackError[] {
  return Object.keys(given).flatMap((name) => {
    const field = ownArguments[name];
    return field === undefined ? [] : [ownArgument(program, name, field)];
  });
}
