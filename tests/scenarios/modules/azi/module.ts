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

export default defineModule<Configuration>({
  init: ({ config }) => config,
  plan: ({ config, section }) => azi(config, section),
  apply: ({ config, section }) => azi(config, section),
  audit: ({ section }) =>
    ((section?.nodes ?? []) as readonly Section[]).flatMap(({ privateIP }, index) =>
      privateIP === `10.0.0.${index}`
        ? []
        : [{ what: `nodes[${index}].privateIP`, expected: `10.0.0.${index}`, found: String(privateIP) }],
    ),
});
