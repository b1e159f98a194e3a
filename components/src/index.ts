export { Components } from "./components.ts";
export type { ComponentsRun, PreparedComponents } from "./components-run.ts";
export type { Input, RoleInput } from "./input.ts";
export { applyRoles } from "./phases/apply-roles.ts";
export { approveRoles } from "./phases/approve-roles.ts";
export { type CompareRolesOptions, compareRoles } from "./phases/compare-roles.ts";
export { offerInfluences } from "./phases/offer-influences.ts";
export type { MachineToPlan } from "./plan/machine-to-plan.ts";
export { plansOf } from "./plans-of.ts";
