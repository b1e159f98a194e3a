import { StackError } from "../../errors/stack-error.ts";
import { requirementsFor } from "../../requirements/for-system.ts";
import type { Requirements } from "../../requirements/requirements.ts";
import type { RoleUnderTest, Rule } from "../rule.ts";

/** The system that roles are asked for in memory. */
const system = "debian-12";

/** What is installed but not listed cannot be fetched before there is a machine, nor without internet. */
export const required: Rule = {
  name: "required",
  promise: "lists in requirements.yml every package that it installs",
  problems(subject) {
    const requirements = read(subject);
    if (typeof requirements === "string") return [requirements];
    const listed = requirementsFor(requirements, system).packages.map(({ name }) => name);
    return installed(subject)
      .filter((name) => !listed.includes(name))
      .map((name) => `It installs the package ${name}, which requirements.yml does not list for ${system}.`);
  },
};

function read({ host, role }: RoleUnderTest): Requirements | string {
  try {
    return host.requirements(role.name) ?? "There is no requirements.yml; a role that fetches nothing says {}.";
  } catch (error) {
    if (error instanceof StackError) return error.message;
    throw error;
  }
}

function installed({ observations }: RoleUnderTest): string[] {
  const packages = observations
    .filter(({ task }) => task === "apply")
    .flatMap(({ outcomes }) => outcomes ?? [])
    .filter(({ id, props }) => id.startsWith("package:") && props.ensure !== "absent");
  return [...new Set(packages.map(({ props }) => String(props.name)))];
}
