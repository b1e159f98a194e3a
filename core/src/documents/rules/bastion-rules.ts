import { finding } from "../errors.ts";
import type { RuleContext, RuleFindings } from "./rule.ts";

/** A bastion is a component of the cluster or an address outside it, and one of the two. */
export function bastionIsOneMachine(context: RuleContext): RuleFindings {
  const bastion = context.cluster.document.specification.bastion as
    | { component?: string; address?: string }
    | undefined;
  if (!bastion) return {};
  const { component, address } = bastion;
  const place = context.placeInCluster(["bastion"]);
  if ((component === undefined) === (address === undefined)) {
    const message = `The bastion names ${component === undefined ? "neither a component nor an address" : "a component and an address"}`;
    const hint = "Write bastion: {component: NAME} for a machine of the cluster, or bastion: {address: ADDRESS}.";
    return { problems: [finding({ code: "unclear-bastion", message, hint, place })] };
  }
  if (component === undefined || Object.hasOwn(context.components, component)) return {};
  const message = `The bastion is the component ${component}, which the cluster does not have`;
  const hint = `It has ${Object.keys(context.components).join(", ")}.`;
  return { problems: [finding({ code: "unknown-bastion", message, hint, place })] };
}
