import { StackError } from "@lambdastack/core";
import type { Offered } from "./offers.ts";
import type { UpgradedPackage, UpgradeStep } from "./upgrade-run.ts";

type Unit = Pick<UpgradeStep, "role" | "machine">;
type Journey = Pick<Offered, "name" | "installed"> & { machine: string; to: string };

export const downgrade = ({ role, machine }: Unit, { name, from, to }: UpgradedPackage) =>
  new StackError(
    "downgrade",
    `On ${machine}, ${name} of role ${role} runs as ${from}, and ${to} is asked for, which is older.`,
    {
      hint: "Data that a newer version wrote may be unreadable for an older one. Let the machine's sources, or the document, have a version that is not older; to go back, make the machine anew and restore a backup.",
      ending: "refused",
    },
  );

export const hopMissing = ({ machine, name, installed, to }: Journey, minor: string) =>
  new StackError(
    "hop-missing",
    `On ${machine}, the way of ${name} from ${installed} to ${to} leads over ${minor}, which no source has.`,
    {
      hint: `Add a source with a version ${minor}, or ask for less, with --to or in the document. Where a repository serves the machine, let the role's requirements name that version too, and bring it there first.`,
      ending: "refused",
    },
  );

export const versionMissing = (
  { role, machine }: Unit,
  { name, installed }: Pick<Offered, "name" | "installed">,
  wanted: string,
) =>
  new StackError(
    "version-missing",
    `On ${machine}, the documents want ${name} of role ${role} as ${wanted}, ${installed} runs, and no source has such a version.`,
    {
      hint: "Add a source that has it. Where a repository serves the machine, let the role's requirements name it and bring it there first.",
      ending: "refused",
    },
  );

export const majorUnknown = ({ machine, name, installed, to }: Journey) =>
  new StackError(
    "major-version",
    `On ${machine}, ${name} goes from one minor version to the next, and what leads from ${installed} to ${to} is not known.`,
    { hint: "Ask for the last minor version before it with --to.", ending: "refused" },
  );

export const versionNotOffered = (to: string, offers: readonly Pick<Offered, "name" | "offered">[]) =>
  new StackError("version-not-offered", `No package can become ${to}.`, {
    hint: `The sources offer ${[...new Set(offers.map(({ name, offered }) => `${name} ${offered}`))].join(", ") || "nothing"}. A version that a document asks for is set there.`,
    ending: "refused",
  });

export const familyUnknown = (machine: string, family: string) =>
  new StackError(
    "upgrade-family",
    `What the packages of ${machine} can be upgraded to is not known for systems of the ${family} family.`,
    {
      hint: "Leave it out with --limit.",
      ending: "refused",
    },
  );

export const sourcesFailed = (machine: string, said: string) =>
  new StackError("sources-failed", `The package sources of ${machine} could not be asked: ${said}`, {
    hint: "Look at the machine's sources and its way to them, then run the command again.",
  });

export const changedByHand = ({ role, machine }: Unit, resources: readonly string[]) =>
  new StackError("upgrade-over-drift", `On ${machine}, role ${role} was changed by hand: ${resources.join(", ")}.`, {
    hint: "An upgrade might destroy that. `audit` shows it; take it over (audit -f input.yaml --adopt), or let `apply` undo it, then upgrade.",
    ending: "refused",
  });

export const notApplied = ({ role, machine }: Unit, resources: readonly string[]) =>
  new StackError(
    "upgrade-before-apply",
    `On ${machine}, role ${role} is not as the documents want it: ${resources.join(", ")}.`,
    {
      hint: "Run `apply` first: an upgrade changes versions and nothing else.",
      ending: "refused",
    },
  );

export const unhealthyBefore = (failing: readonly string[]) =>
  new StackError("upgrade-of-unhealthy", `What shall be upgraded is not healthy: ${failing.join("; ")}.`, {
    hint: "Mend it first; `test` says when it is.",
    ending: "refused",
  });

export const unhealthyAfter = ({ role, machine }: Unit, failing: readonly string[]) =>
  new StackError(
    "unhealthy-after-upgrade",
    `On ${machine}, role ${role} is not healthy after its upgrade: ${failing.join("; ")}.`,
    {
      hint: "No other machine was touched after that. Mend it, then run the same command again: it goes on here.",
    },
  );

export const othersUnhealthy = ({ role, machine }: Unit, failing: readonly string[]) =>
  new StackError(
    "unhealthy-meanwhile",
    `Role ${role} on ${machine} was not upgraded: while that one is down the others must do without it, and they are not healthy: ${failing.join("; ")}.`,
    { hint: `Nothing was changed on ${machine}. Mend it, then run the same command again: it goes on here.` },
  );

export const packageFailed = ({ role, machine }: Unit, { name, to }: UpgradedPackage, said: string) =>
  new StackError(
    "package-upgrade-failed",
    `On ${machine}, ${name} of role ${role} could not be brought to ${to}: ${said}`,
    {
      hint: "Mend the cause and run the same command again: it goes on here. Where the sources no longer have that version, say --anew.",
    },
  );

export const restartFailed = ({ role, machine }: Unit, said: string) =>
  new StackError("restart-failed", `On ${machine}, services of role ${role} could not be started anew: ${said}`, {
    hint: "No other machine was touched after that. Mend it, then run the same command again: it goes on here.",
  });

export const unfinishedElsewhere = (steps: readonly Unit[]) =>
  new StackError(
    "upgrade-unfinished",
    `Another upgrade is unfinished: ${steps.map(({ role, machine }) => `${role} on ${machine}`).join(", ")}.`,
    {
      hint: "Finish it first, without narrowing the command to something else or another --to, or say --anew to forget it.",
      ending: "refused",
    },
  );

export const leftOver = (resources: readonly string[]) =>
  new StackError("changed-by-upgrade", `The upgrade is done, and \`apply\` would change: ${resources.join(", ")}.`, {
    hint: "Look at `plan`, then run `apply`.",
  });

export const namesNothing = ({ role, machine }: Unit, id: string) =>
  new StackError(
    "upgrade-names-nothing",
    `The task upgrade of role ${role} names ${id}, which its task apply does not want on ${machine}.`,
    {
      hint: "Besides steps and checks, it names packages and other resources of the task apply, by their names or paths.",
      ending: "invalid",
    },
  );

export const roundUnknown = ({ role, machine }: Unit) =>
  new StackError(
    "upgrade-round-unknown",
    `What the upgrade of ${role} on ${machine} goes on with is no longer in the role.`,
    {
      hint: "The role is another one since the upgrade was planned. Say --anew to plan it anew.",
      ending: "refused",
    },
  );

export const recordUnreadable = (file: string) =>
  new StackError("upgrade-record-unreadable", `${file} is not the record of an upgrade.`, {
    hint: "Say --anew to plan the upgrade anew; the file is replaced.",
    ending: "invalid",
  });
