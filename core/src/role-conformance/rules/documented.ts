import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Rule } from "../rule.ts";

/** The README is what people find first. */
export const documented: Rule = {
  name: "documented",
  promise: "has a README.md under its name",
  problems({ role }) {
    const file = join(role.directory, "README.md");
    if (!existsSync(file)) return ["There is no README.md."];
    const heading = /^# +(.*)$/m.exec(readFileSync(file, "utf8"))?.[1];
    if (heading === undefined) return ["README.md has no heading."];
    return heading.includes(role.name)
      ? []
      : [`README.md begins with "${heading}", which does not name the role ${role.name}.`];
  },
};
