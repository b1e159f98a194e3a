import { openHost, renderError, settingsOf } from "@lambdastack/core";
import { type Action, exitCodes } from "@lambdastack/core/cli";

export const pluginList: Action = async (invocation) => {
  const { terminal } = invocation;
  const { roles, providers, broken, duplicates, directories } = await openHost(settingsOf(invocation));
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
  ];
  for (const { kind, name, version, origin } of found)
    terminal.print(`${kind.padEnd(9)} ${name.padEnd(20)} ${version.padEnd(10)} ${origin}`);
  const faults = [...broken, ...duplicates].map(({ error }) => error);
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
