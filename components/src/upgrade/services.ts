import { type PreparedMachine, quote } from "@lambdastack/core";
import { restartFailed } from "./errors.ts";
import type { UpgradeStep } from "./upgrade-run.ts";

/** Seconds for services to come up again. */
const RESTARTING = 600;

type Unit = Pick<UpgradeStep, "role" | "machine">;

/**
 * A package restarts the services that it brings itself, and no others: what uses a library goes on with the old one. Looks at
 * the services of a role now, and returns what starts those anew that were not by then, and those that do not run. Throws
 * `restart-failed`.
 */
export async function watchServices(machine: PreparedMachine, unit: Unit): Promise<() => Promise<void>> {
  const names = servicesOf(machine, unit.role);
  if (names.length === 0) return async () => {};
  const before = await ask(
    machine,
    unit,
    `systemctl show --property=InvocationID --value -- ${names.map(quote).join(" ")}`,
  );
  const invocations = before.split("\n").filter((line) => line !== "");
  return async () => {
    await ask(machine, unit, restartOf(names, invocations));
  };
}

export function servicesOf({ compared }: Pick<PreparedMachine, "compared">, role: string): string[] {
  return compared
    .filter(({ wanted }) => wanted.role === role && wanted.type.name === "service" && wanted.props.running === true)
    .map(({ wanted }) => String(wanted.props.name));
}

/** systemd gives every start of a unit an id of its own. */
const restartOf = (names: readonly string[], before: readonly string[]): string => `set -e
before=${quote(` ${before.join(" ")} `)}
for unit in ${names.map(quote).join(" ")}; do
  id=$(systemctl show --property=InvocationID --value -- "$unit")
  case "$before" in *" \${id:-none} "*) systemctl restart -- "$unit" ;; *) systemctl start -- "$unit" ;; esac
done
`;

async function ask({ run }: PreparedMachine, unit: Unit, script: string): Promise<string> {
  const result = await run.session?.run({ purpose: `services of ${unit.role}`, script, timeLimit: RESTARTING });
  if (result?.status !== 0) throw restartFailed(unit, result?.stderr.trim() ?? "the machine does not run");
  return result.stdout;
}
