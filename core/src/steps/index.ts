export { type PreparedStep, prepareSteps } from "./prepare-steps.ts";
export { answerOf, doStep, runStep } from "./run-step.ts";
export { stepTypes } from "./step-types.ts";
