import { described } from "../resources/schema.ts";

/** Fields of a step that only tasks `upgrade` give meaning to. */
export interface UpgradeStepProps {
  crossing?: { package: string; version: string };
  migrates?: boolean;
  once?: boolean;
  afterAll?: boolean;
}

export const upgradeFields = {
  crossing: described(
    "Of an upgrade: it is done only where this package goes from a version before this one to it or a later one.",
    {
      type: "object",
      additionalProperties: false,
      required: ["package", "version"],
      properties: {
        package: { description: "Name of the package.", type: "string", pattern: "^[a-z0-9][a-z0-9+._-]*$" },
        version: {
          description: "Numbers joined by dots, such as 4 or 4.1.",
          type: "string",
          pattern: "^[0-9]+(\\.[0-9]+)*$",
        },
      },
    },
  ),
  migrates: described(
    "Of an upgrade: it changes data so that earlier packages cannot read them. It is done after the packages, once for each upgrade; from its beginning on the machine does not go back to its former packages.",
    { type: "boolean" },
  ),
  once: described("Of an upgrade: it is done on one machine, the last one that the packages reach, and not on each.", {
    type: "boolean",
  }),
  afterAll: described(
    "Of an upgrade: it begins on no machine before every machine of the role has done what stands before it.",
    { type: "boolean" },
  ),
};
