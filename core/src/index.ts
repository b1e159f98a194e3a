export {
  type Ending,
  type SourceLocation,
  StackError,
  type StackErrorOptions,
  throwProblems,
} from "./errors/stack-error.ts";
