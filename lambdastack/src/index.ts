export { Components } from "@lambdastack/components";
export { type Settings, settings } from "@lambdastack/core";
export { Infrastructure } from "@lambdastack/infrastructure";
export { type ApplyInput, type ClusterPlan, type Input, LambdaStack, type PlanInput } from "./lambdastack.ts";
