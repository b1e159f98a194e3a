import { runCli } from "../cli/run-cli.ts";
import { renderFailure } from "../program/render-failure.ts";
import { resourceBuilders } from "../resources/builders.ts";
import { createComponentsHooks, runTask } from "./hooks.ts";
import { createHost } from "./host.ts";
import { lateFaults } from "./plugin-conduct.ts";
import type { TaskContext } from "./task.ts";

/**
 * A command that runs task apply of each role that it is given, one after the other; a process of its own, since its plugins attack
 * the process. The first argument is the plugin directory.
 */
const context = { resource: resourceBuilders, cluster: Object.freeze({ name: "demo" }) } as unknown as TaskContext;

await runCli(
  {
    name: "sample",
    summary: "A sample",
    version: "1.2.3",
    commands: [
      {
        name: "run",
        summary: "runs tasks",
        arguments: [
          { name: "<directory>", description: "plugins" },
          { name: "[roles]", description: "names, with commas between" },
        ],
        action: "run",
      },
    ],
    load: async () => ({
      renderError: renderFailure,
      lateFaults,
      actions: {
        run: async ({ cwd, home, arguments: [directory = "", roles = ""] }) => {
          const host = await createHost({ cwd, home, environment: {}, pluginDirectories: [directory] });
          const hooks = createComponentsHooks(host);
          const ended: Record<string, string> = {};
          for (const role of roles.split(","))
            ended[role] = await runTask(hooks, { role, task: "apply", context }).then(
              (resources) => `${resources.length} resources`,
              (error: Error) => error.message,
            );
          return { exitCode: 0, data: ended };
        },
      },
    }),
  },
  process.argv.slice(2),
);
