import { askRoles, lastApplied, type Phase } from "@lambdastack/core";
import { providerContext } from "../context/provider-context.ts";
import type { InfrastructureRun } from "../infrastructure-run.ts";
import { leavingMachines } from "../leaving/leaving-machines.ts";
import { refuseProtected } from "../leaving/refuse-protected.ts";
import { withDrains } from "../leaving/with-drains.ts";

type Planned = Pick<InfrastructureRun, "plan">;

const leaving = ({ plan }: Planned): string[] => leavingMachines(plan ?? { changes: [] }).map(({ name }) => name);

const skip = (infrastructure: Planned): string | undefined =>
  leaving(infrastructure).length === 0 ? "no machine goes" : undefined;

/** Refuses a plan that would take a machine of a protected component. */
export const guardProtected: Phase<InfrastructureRun> = {
  name: "guard-protected",
  title: "Looking for protected machines",
  skip,
  async run(infrastructure) {
    const { plan, run } = infrastructure;
    if (!plan) throw new Error("machines are guarded before they were compared");
    refuseProtected({ plan, context: await providerContext(infrastructure), before: await lastApplied(run) });
    return undefined;
  },
};

/** Refuses a plan while a role on a machine that would go says that it would lose data or quorum. */
export const askLeaving: Phase<InfrastructureRun> = {
  name: "ask-leaving",
  title: "Asking roles on the machines that go",
  skip,
  async run(infrastructure) {
    const { machines, drains } = await askRoles(infrastructure, leaving(infrastructure));
    infrastructure.drains = drains;
    infrastructure.asked = machines;
    if (infrastructure.plan) infrastructure.plan = withDrains(infrastructure.plan, drains);
    return `${machines.length} asked, no objection`;
  },
};
