import { resolve } from "node:path";
import { plansOf } from "@lambdastack/components";
import {
  canonicalHash,
  clusterName,
  hashTree,
  type Phase,
  type PlanBasis,
  readSavedPlan,
  verifySavedPlan,
  writeSavedPlan,
} from "@lambdastack/core";
import { type ClusterRun, infrastructurePlanOf } from "../cluster-run.ts";

/** Writes the plan with everything it rests on. */
export const savePlan = (file: string, files: readonly string[] = []): Phase<ClusterRun> => ({
  name: "save-plan",
  title: "Saving the plan",
  async run(cluster) {
    const { workspace, folder } = cluster.run;
    const { cwd, plugins, limit, components, acceptInfluences } = workspace.settings;
    await writeSavedPlan(resolve(cwd, file), {
      cluster: clusterName(workspace.manifest),
      input: {
        files: files.map((one) => resolve(cwd, one)),
        build: folder.root,
        plugins: plugins.map((one) => resolve(cwd, one)),
        ...(limit && { limit }),
        ...(components && { components }),
        ...(acceptInfluences && { acceptInfluences }),
      },
      basis: await basisOf(cluster),
      infrastructure: infrastructurePlanOf(cluster).changes,
      components: plansOf(cluster.components),
    });
    return undefined;
  },
});

/** Refuses a saved plan when anything it rests on is not as it was. */
export const verifyPlan = (file: string): Phase<ClusterRun> => ({
  name: "verify-plan",
  title: "Verifying the saved plan",
  async run(cluster) {
    const saved = await readSavedPlan(resolve(cluster.run.workspace.settings.cwd, file));
    verifySavedPlan(saved, await basisOf(cluster));
    return "it still holds";
  },
});

async function basisOf(cluster: ClusterRun): Promise<PlanBasis> {
  const { run, components } = cluster;
  const { documents } = run.workspace.manifest;
  const roles = [...(components.prepared?.roles.values() ?? [])];
  const machines = (components.prepared?.machines ?? []).filter(({ plan }) => plan.exists);
  return {
    documents: Object.fromEntries(documents.map((one) => [`${one.kind} ${one.name}`, canonicalHash(one)])),
    plugins: Object.fromEntries(
      await Promise.all(roles.map(async (role) => [role.name, await hashTree(role.directory)])),
    ),
    state: { lineage: run.before?.lineage ?? "", serial: run.before?.serial ?? 0 },
    infrastructure: canonicalHash([
      infrastructurePlanOf(cluster).observed,
      infrastructurePlanOf(cluster).changes.map(({ drain = [] }) => drain),
      cluster.repository.plan ?? {},
    ]),
    machines: Object.fromEntries(machines.map(({ plan }) => [plan.machine, plan.observedHash])),
    estimates: estimatesOf(cluster),
  };
}

/** What check mode says now is compared with what it said then. */
function estimatesOf({ components: { prepared } }: ClusterRun): Record<string, string> {
  const said = (prepared?.machines ?? []).flatMap(({ plan: { machine } }) =>
    (prepared?.ansible.estimatesOn(machine) ?? [])
      .filter(({ role }) => prepared?.selection.unit({ role, machine }))
      .map(({ role, estimate }) => [`${role} on ${machine}`, canonicalHash(estimate)] as const),
  );
  return Object.fromEntries(said);
}
