import type { RepositoryChange, RepositoryPlan } from "./repository-plan.ts";

const signs: Readonly<Record<RepositoryChange["action"], string>> = {
  resolve: "~",
  create: "+",
  point: "~",
  mend: "~",
  restore: "-",
};

/** The plan for people; empty where there is no repository and nothing to take back. */
export function renderRepositoryPlan({ server, release, changes }: RepositoryPlan): string {
  if (server === undefined && changes.length === 0) return "";
  if (changes.length === 0) return `Repository: nothing to change, release ${release} on ${server}.`;
  const lines = changes.map(
    ({ action, what, name, detail }) => `  ${signs[action]} ${action} ${what} ${name}  (${detail})`,
  );
  return ["Repository:", ...lines, "", `  ${changes.length} changes.`].join("\n");
}
