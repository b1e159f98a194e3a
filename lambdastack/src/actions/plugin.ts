import { type Host, openHost, renderError, StackError, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";

export const pluginList: Action = async (invocation) => {
  const { terminal } = invocation;
  const host = await openHost(settingsOf(invocation));
  const { roles, modules, providers, broken, duplicates, directories } = host;
  const found = [
    ...[...providers.values()].map(({ name, origin, manifest }) => ({
      kind: "provider",
      name,
      version: manifest.version,
      origin,
    })),
    ...[...roles.values()].map(({ name, origin, manifest }) => ({
      kind: "role",
      name,
      version: manifest.version,
      origin,
    })),
    ...[...modules.values()].map(({ name, type, origin, manifest }) => ({
      kind: type,
      name,
      version: manifest.version,
      origin,
    })),
  ];
  for (const { kind, name, version, origin } of found)
    terminal.print(`${kind.padEnd(9)} ${name.padEnd(20)} ${version.padEnd(10)} ${origin}`);
  const faults = [...[...broken, ...duplicates].map(({ error }) => error), ...requirementFaults(host)];
  for (const fault of faults) terminal.note(renderError(fault, terminal));
  return {
    exitCode: exitCodes.done,
    data: {
      directories,
      plugins: found,
      broken: faults.map(({ code, message, location }) => ({ code, message, location })),
    },
  };
};

/** Requirements are read when they are asked for; who lists plugins wants to know what is wrong with them. */
function requirementFaults(host: Host): StackError[] {
  return [...host.roles.keys()].flatMap((role) => {
    try {
      host.requirements(role);
      return [];
    } catch (error) {
      if (error instanceof StackError) return [error];
      throw error;
    }
  });
}
