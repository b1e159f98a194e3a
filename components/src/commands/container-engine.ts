import type { OptionSpec } from "@lambdastack/core/cli";

/** For modules in containers. */
export const containerEngine: OptionSpec = {
  flags: "--engine <engine>",
  description: "container engine for a module in a container; podman where it is installed, else docker",
  choices: ["podman", "docker"],
};
