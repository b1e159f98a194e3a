/** What a valid role keeps to, as data: `plugin verify` reports it, `describeRole` makes tests of it. */
export { judgeRole } from "./judge-role.ts";
export type { ObserveOptions } from "./observe-role.ts";
export type { Observation, RoleUnderTest, Rule, RuleResult, StateFixture } from "./rule.ts";
export { rules } from "./rules/index.ts";
