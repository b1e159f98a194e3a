import { type ModuleStatus, moduleLabel, type Phase, type Role, type State } from "@lambdastack/core";
import { recordRole } from "../apply/record-role.ts";
import type { UpgradeRun } from "../upgrade/upgrade-run.ts";

/** What upgraded roles publish now, such as a version, is there for those who read it. */
export const recordUpgrade: Phase<UpgradeRun> = {
  name: "record-upgrade",
  title: "Recording what runs",
  skip: ({ record }) => (record && record.steps.length > 0 ? undefined : "nothing was upgraded"),
  async run({ run, record, prepared }) {
    for (const name of new Set(record?.steps.map(({ role }) => role))) {
      const role = prepared?.roles.get(name);
      if (!prepared || !role) throw new Error(`the upgraded role ${name} was not compared`);
      const machines = prepared.allMachines.filter(({ roles }) => roles.includes(name)).map((machine) => machine.name);
      const published = prepared.published[name] ?? {};
      await recordRole(run, { role, status: statusOf(run.before, role), machines: machines.sort(), published });
    }
    return undefined;
  },
};

/** An upgrade changes no status: machines that it did not touch may have failed before. */
function statusOf(state: State | undefined, { manifest }: Role): ModuleStatus {
  const section = state?.[moduleLabel(manifest)];
  return typeof section === "object" ? section.status : "applied";
}
