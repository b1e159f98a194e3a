import { type PreparedMachine, quote } from "@lambdastack/core";
import { servicesOf } from "../services.ts";
import type { UpgradeStep } from "../upgrade-run.ts";
import { formerServicesFailed } from "./errors.ts";

/** Seconds for services to come up again. */
const STARTING = 600;

/** Starts the services of a role anew, whatever state a failed upgrade left them in. Throws `former-services-failed`. */
export async function restartServices(machine: PreparedMachine, step: UpgradeStep): Promise<void> {
  const names = servicesOf(machine, step.role);
  if (names.length === 0) return;
  const script = `set -e
systemctl daemon-reload
for unit in ${names.map(quote).join(" ")}; do
  systemctl reset-failed -- "$unit" 2>/dev/null || :
  systemctl restart -- "$unit"
done
`;
  const purpose = `start services of ${step.role} with former packages`;
  const result = await machine.run.session?.run({ purpose, script, timeLimit: STARTING });
  if (result?.status !== 0) throw formerServicesFailed(step, result?.stderr.trim() ?? "the machine does not run");
}
