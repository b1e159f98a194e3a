import * as bastion from "./bastion-rules.ts";
import * as components from "./component-rules.ts";
import * as machines from "./machine-rules.ts";
import * as overrides from "./override-rules.ts";
import type { Rule } from "./rule.ts";

/** Every rule across documents. */
export const rules: readonly Rule[] = [
  components.clusterHasComponents,
  components.kubernetesNodesNeedMaster,
  components.configurationsExist,
  components.machinesAgreeOnConfiguration,
  machines.namedMachinesAreDefined,
  machines.enoughMachinesAreNamed,
  machines.countCoversMachines,
  machines.machinesAreNamedOnlyWhereGiven,
  machines.machinesHaveOwnAddress,
  machines.machinesHaveOwnHostname,
  bastion.bastionIsOneMachine,
  overrides.fieldsAreOverriddenOnce,
  overrides.overriddenMachinesAreDefined,
];

export type { MergedDocument, RuleContext, RuleFindings } from "./rule.ts";
