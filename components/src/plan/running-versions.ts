import type { PreparedMachine, Role } from "@lambdastack/core";

export interface RunningVersion {
  role: string;
  package: string;
  runs: string;
  wanted: string;
}

type Prepared = Pick<PreparedMachine, "compared" | "ledger">;

/**
 * Roles that run on a machine with a package in another version than the documents name, and that go from one minor version
 * to the next; the first such package of each. Before its service was started there is nothing that could be lost.
 */
export function runningVersions(machine: Prepared, roles: ReadonlyMap<string, Role>): RunningVersion[] {
  return [...roles.values()].flatMap(({ name, manifest: { hops = {} } }) => {
    const own = machine.compared.filter(({ wanted }) => wanted.role === name);
    const [found] = own.flatMap(({ wanted, change }) => {
      const version = change?.differences.find(({ field }) => field === "version");
      if (wanted.type.name !== "package" || hops[wanted.identity] === undefined || version?.from === undefined)
        return [];
      return [{ role: name, package: wanted.identity, runs: String(version.from), wanted: String(version.to) }];
    });
    return found && runs(name, machine) ? [found] : [];
  });
}

/** Whether a service of the role was started, by what is remembered or by what is seen. */
function runs(role: string, { compared, ledger: { applied } }: Prepared): boolean {
  const isRemembered = applied.roles[role]?.resources.some(({ type }) => type === "service") === true;
  const wantedToRun = compared.filter(
    ({ wanted }) => wanted.role === role && wanted.type.name === "service" && wanted.props.running === true,
  );
  return (
    isRemembered || wantedToRun.some(({ change }) => !change?.differences.some(({ field }) => field === "running"))
  );
}
