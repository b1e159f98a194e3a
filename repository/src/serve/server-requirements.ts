import { join } from "node:path";
import { familyOf, productDirectory, type Requirements, readRequirements } from "@lambdastack/core";

/**
 * What a machine needs to serve packages of these systems: as one of their families, `os/<family>/requirements.yml`, and beside
 * that what it makes and tries each family's index with, `os/<family>/served/requirements.yml`.
 */
export function serverRequirements(
  systems: readonly string[],
): readonly { directory: string; requirements: Requirements }[] {
  const families = [...new Set(systems.flatMap((system) => familyOf(system) ?? []))].sort();
  return families
    .flatMap((family) => [folderOf(family), join(folderOf(family), "served")])
    .flatMap((directory) => {
      const requirements = readRequirements({ directory, owner: "the repository server" });
      return requirements ? [{ directory, requirements }] : [];
    });
}

const folderOf = (family: string): string => join(productDirectory(), "repository", "os", family);
