import type { ArgumentSpec, OptionSpec } from "@lambdastack/core/cli";

export const oneRole: ArgumentSpec = {
  name: "[role]",
  description:
    "only this role, or <role>@<version>; its component gets it where it has not got it yet (docs/add-a-role.md). Or a module with methods of its own (docs/modules.md)",
};

export const onComponents: OptionSpec = {
  flags: "--on <components>",
  description: "components that are to have the role, separated by commas",
};
