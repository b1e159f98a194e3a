import { containerEngine } from "@lambdastack/components/commands";
import { type CommandSpec, inputFile } from "@lambdastack/core/cli";
import { scaffoldKinds } from "../scaffold/kinds.ts";
import { levels } from "../verify/level.ts";

export const plugin: CommandSpec = {
  name: "plugin",
  summary: "list, write and verify roles, modules and providers of your own",
  commands: [
    {
      name: "list",
      summary: "list roles, modules and providers with where each comes from, broken ones included",
      examples: ["lambdastack plugin list --plugins plugins"],
      action: "plugin list",
    },
    {
      name: "new",
      summary: "write a whole role to start from",
      arguments: [{ name: "<name>", description: "name of the role, such as my-cache" }],
      options: [
        {
          flags: "--kind <kind>",
          description: "how its tasks are written",
          default: "ts",
          choices: scaffoldKinds,
        },
        { flags: "--directory <folder>", description: "plugin directory that it is put into", default: "roles" },
      ],
      examples: [
        "lambdastack plugin new my-cache",
        "lambdastack plugin new my-cache --kind ansible --directory plugins",
        "lambdastack plugin new my-module --kind container --directory plugins",
      ],
      action: "plugin new",
    },
    {
      name: "verify",
      summary: "say how far a role or module can be relied on: valid, idempotent, honest, auditable, recoverable",
      arguments: [{ name: "<folder>", description: "folder of the role or module, or a Repository file" }],
      options: [
        {
          flags: "--level <level>",
          description:
            "level to stop at: recoverable, and for modules in containers valid, beyond which they are applied for real; roles are applied to a machine of provider local, which needs root",
          choices: levels,
        },
        {
          ...inputFile,
          description: "documents to verify with, in place of one machine with the role's defaults; repeatable",
        },
        { flags: "--address-pool <network>", description: "addresses of the machine, such as 10.79.0.0/24" },
        { flags: "--state <file>", description: "file of a state that modules with methods of their own begin with" },
        { flags: "--junit <file>", description: "also write the report as JUnit XML" },
        containerEngine,
      ],
      examples: [
        "lambdastack plugin verify roles/my-cache --level valid",
        "lambdastack plugin verify roles/my-cache",
        "lambdastack plugin verify roles/my-cache --junit report.xml --json",
        "lambdastack plugin verify plugins/bmk --state states/one-infrastructure.yml",
        "lambdastack plugin verify plugins/modules.yml --engine podman --level auditable",
      ],
      action: "plugin verify",
    },
  ],
};
