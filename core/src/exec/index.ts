export { type Execution, type ExecutionResult, execute } from "./execute.ts";
