import { quote } from "@lambdastack/core";
import { stateDamaged, stateForeign, stateForked, stateMissing, stateOlder } from "../errors.ts";
import { type StateCopy, sha256 } from "./state-copies.ts";
import { parseTerraformState, type TerraformState } from "./terraform-state.ts";

export interface StateToCheck {
  /** Its file, for messages. */
  path: string;
  /** As it was read; undefined where there is none. */
  text: string | undefined;
  /** The newest copy of an earlier state. */
  newest: StateCopy | undefined;
  /** Whether our own state knows of machines that Terraform made. */
  hasMachines: boolean;
}

/**
 * The state, where it is whole and follows the newest copy. An empty file is no empty state: Terraform would make
 * everything a second time. Throws, refused, `terraform-state-damaged`, `-missing`, `-foreign`, `-older`, `-forked`.
 */
export function checkState({ path, text, newest, hasMachines }: StateToCheck): TerraformState | undefined {
  const wayBack = wayBackTo(path, newest);
  if (text === undefined) {
    const isMissed = hasMachines || (newest?.state.resources.length ?? 0) > 0;
    if (isMissed) throw stateMissing(path, wayBack);
    return undefined;
  }
  const state = parseTerraformState(text);
  if (!state) throw stateDamaged(path, text.trim() === "" ? "is empty" : "is truncated or damaged", wayBack);
  if (newest) checkSuccession({ path, text, state, newest, wayBack });
  return state;
}

interface Succession {
  path: string;
  text: string;
  state: TerraformState;
  newest: StateCopy;
  wayBack: string;
}

function checkSuccession({ path, text, state, newest, wayBack }: Succession): void {
  const { lineage, serial } = newest.state;
  if (state.lineage !== lineage) throw stateForeign(path, state.lineage, lineage, wayBack);
  if (state.serial < serial) throw stateOlder(path, state.serial, serial, wayBack);
  if (state.serial === serial && sha256(text) !== newest.sha256) throw stateForked(path, serial, wayBack);
}

function wayBackTo(path: string, newest: StateCopy | undefined): string {
  if (!newest) {
    return "No copy was kept, as no run had ended. Look in the cloud for what carries this cluster's tag and remove it, then remove that file.";
  }
  const back = `cp ${quote(newest.path)} ${quote(path)}`;
  return `Put back the newest copy (serial ${newest.state.serial}) with: ${back}`;
}
