import type { Phase } from "@lambdastack/core";
import type { ComponentsRun } from "../components-run.ts";
import { together } from "../plan/influenced.ts";
import { partsOf, shownIn } from "../plan/scope-of-run.ts";

/** Asks whether what the approved plan showed as influenced is to be changed too. Then it is a part of the run, as it was shown. */
export const offerInfluences: Phase<ComponentsRun> = {
  name: "offer-influences",
  title: "Offering what is influenced",
  skip: ({ prepared, run }) => {
    if (!prepared?.influenced.length) return "nothing else is influenced";
    return run.workspace.settings.confirmInfluences ? undefined : "nobody is asked";
  },
  async run(components) {
    const { prepared, run } = components;
    if (!prepared) throw new Error("influences are offered before roles were compared");
    if (!(await run.workspace.settings.confirmInfluences?.())) return "left as it is";
    components.accepted = shownIn(prepared.influenced);
    const selection = together(prepared.selection, components.accepted);
    components.prepared = {
      ...prepared,
      selection,
      machines: partsOf(prepared.compared, selection),
      influenced: [],
    };
    return "accepted";
  },
};
