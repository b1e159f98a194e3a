import { defineModule, type Section } from "@lambdastack/core/role";

interface Configuration {
  size: number;
  "provide-pubips": boolean;
}

/** Machines that are there keep their addresses; only what is missing is made. */
function machines({ size, "provide-pubips": isPublic }: Configuration, section: Section | undefined): Section[] {
  const before = (section?.nodes ?? []) as readonly Section[];
  return Array.from({ length: size }, (_, index) => before[index] ?? made(index, isPublic));
}

const made = (index: number, isPublic: boolean): Section => ({
  privateIP: `10.0.0.${index}`,
  ...(isPublic && { publicIP: `213.1.1.${index}` }),
  usedBy: "unused",
});

const azi = (config: Configuration, section: Section | undefined) => ({
  azi: { status: "applied", ...config, nodes: machines(config, section) },
});

const drift = (what: string, expected: unknown, found: unknown) =>
  expected === found ? [] : [{ what, expected: String(expected), found: String(found ?? "nothing") }];

/** Where the section is not as it was configured, and machines have another address than they were given. */
function audit({ config, section }: { config: Configuration; section: Section | undefined }) {
  const nodes = (section?.nodes ?? []) as readonly Section[];
  return [
    ...drift("size", config.size, section?.size),
    ...drift("provide-pubips", config["provide-pubips"], section?.["provide-pubips"]),
    ...Array.from({ length: config.size }).flatMap((_, index) =>
      drift(`nodes[${index}].privateIP`, `10.0.0.${index}`, nodes[index]?.privateIP),
    ),
  ];
}

export default defineModule<Configuration>({
  init: ({ config }) => config,
  plan: ({ config, section }) => azi(config, section),
  apply: ({ config, section }) => azi(config, section),
  audit,
});
