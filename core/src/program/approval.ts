import type { Invocation } from "../cli/command-spec.ts";
import type { Settings } from "../workspace/settings.ts";
import { approvalMissing, declined } from "./errors.ts";

/** Only a person accepts what was not asked for; whoever does not want to be asked says so by `--accept-influences`. */
export function influencesOf({ terminal, options, signal }: Invocation): Pick<Settings, "confirmInfluences"> {
  if (!terminal.interactive || options.autoApprove === true) return {};
  return {
    confirmInfluences: () =>
      terminal.confirm("\nChange what is influenced too, exactly as shown above? [y/N] ", signal),
  };
}

/** A person is asked; without one a plan proceeds unless it destroys. `--auto-approve` answers both. */
export function approvalOf({ terminal, options, signal }: Invocation): Settings["approve"] {
  return async ({ text, hasChanges, destroys }) => {
    terminal.note(text);
    if (!hasChanges || options.autoApprove === true) return;
    if (!terminal.interactive) {
      if (destroys) throw approvalMissing();
      return;
    }
    if (!(await terminal.confirm("\nDo this? [y/N] ", signal))) throw declined();
  };
}
