import { StackError } from "../errors/stack-error.ts";

const invalid = (code: string, message: string, hint: string) =>
  new StackError(code, message, { ending: "invalid", hint });

export const invalidMachineName = (name: string) =>
  invalid(
    "invalid-machine-name",
    `${JSON.stringify(name)} cannot be the name of a machine.`,
    "Use letters, digits, hyphens, dots and underscores, a letter or digit first, at most 253 characters.",
  );

export const invalidMachineLabel = (name: string, reason: string) =>
  invalid(
    "invalid-machine-label",
    `The machine would be named ${JSON.stringify(name)}, which ${reason}.`,
    "Names are <prefix>-<cluster>-<component>-<n>: shorten or mend the prefix, the cluster's name or the component's.",
  );

export const machineNameTwice = (name: string, components: readonly string[]) =>
  invalid(
    "machine-name-twice",
    `The components ${components.join(" and ")} would both have a machine named ${name}.`,
    "Rename one of the components.",
  );

export const invalidCount = (component: string, found: unknown) =>
  invalid(
    "invalid-count",
    `components.${component}.count must be a whole number from 0, found ${JSON.stringify(found)}.`,
    "Write how many machines the component should have.",
  );

export const unknownMachineToRemove = (component: string, name: string, known: readonly string[]) =>
  invalid(
    "unknown-machine-to-remove",
    `components.${component}.remove names ${JSON.stringify(name)}, which never was a machine of it.`,
    known.length === 0 ? "The component has no machines." : `Its machines: ${known.join(", ")}.`,
  );

export const invalidAddress = (text: string) =>
  invalid(
    "invalid-address",
    `${JSON.stringify(text)} is no IPv4 address.`,
    "Write four numbers from 0 to 255, such as 10.20.0.7.",
  );

export const invalidNetwork = (text: string, hint = "Write an address and a length, such as 10.20.0.0/24.") =>
  invalid("invalid-network", `${JSON.stringify(text)} is no IPv4 network.`, hint);

export const poolExhausted = (pool: string, capacity: number, wanted: number) =>
  invalid(
    "pool-exhausted",
    `${wanted} machines need an address, and ${pool} has room for ${capacity}.`,
    "Give a larger network, or ask for fewer machines.",
  );

export const addressOutsidePool = (name: string, address: string, pool: string) =>
  new StackError("address-outside-pool", `${name} has the address ${address}, which is not in ${pool}.`, {
    ending: "refused",
    hint: "Addresses are kept: bring the old network back, or destroy the cluster before its network is changed.",
  });

export const addressTwice = (address: string, names: readonly string[]) =>
  new StackError("address-twice", `${names.join(" and ")} have the same address ${address}.`, {
    ending: "refused",
    hint: "See `lambdastack state show`.",
  });
