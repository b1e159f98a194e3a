/** What authors of roles import in tests, as `@lambdastack/core/role-testing`: their tasks run in memory. */
export type { StateFixture } from "../role-conformance/index.ts";
export { describeRole } from "./describe-role.ts";
export {
  configured,
  contentOf,
  contextOf,
  type InMemoryOptions,
  type InMemoryRole,
  inMemoryRole,
  machineNamed,
  type Outcome,
  outcomes,
  publications,
} from "./in-memory-role.ts";
