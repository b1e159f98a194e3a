import { defineProvider } from "@lambdastack/core/role";
import { accessOf } from "./access.ts";
import { poolOf } from "./pool-of.ts";

/** Real systemd machines on this computer. What a phase needs is loaded when the phase runs. */
export default defineProvider({
  init: (nodes) => ({ specification: poolOf(nodes) }),

  async plan(context) {
    await (await import("./preflight/check-computer.ts")).checkComputer();
    const { chooseSupervisor } = await import("./supervisor/supervisor.ts");
    const { makePlan, survey } = await import("./plan/make-plan.ts");
    return makePlan(context, await survey(context, await chooseSupervisor()));
  },

  async apply(context, plan) {
    await (await import("./preflight/check-computer.ts")).checkComputer();
    return (await import("./actions/apply.ts")).apply(context, plan);
  },

  async planDestroy(context) {
    await (await import("./preflight/check-computer.ts")).checkComputer();
    return (await import("./actions/destroy.ts")).planDestroy(context);
  },

  async destroy(context, plan) {
    await (await import("./preflight/check-computer.ts")).checkComputer();
    return (await import("./actions/destroy.ts")).destroy(context, plan);
  },

  async analyse(context) {
    return (await import("./actions/describe.ts")).analyse(context);
  },

  async status(context) {
    return (await import("./actions/describe.ts")).status(context);
  },

  async audit(context) {
    await (await import("./preflight/check-computer.ts")).checkComputer();
    return (await import("./actions/audit.ts")).audit(context);
  },

  access: accessOf,
});
