import { configured } from "../../role-testing/in-memory-role.ts";
import type { Rule } from "../rule.ts";

/** `template --all` writes the defaults; they must be what `validate` accepts. */
export const configurable: Rule = {
  name: "configurable",
  promise: "has a schema.yml that its defaults.yml satisfies",
  problems({ role }) {
    if (role.schemaFile === undefined) return ["There is no schema.yml, so nobody can configure it."];
    try {
      configured({ folder: role.directory, manifest: role.manifest });
      return [];
    } catch (error) {
      return [`The defaults are refused: ${(error as Error).message}`];
    }
  },
};
