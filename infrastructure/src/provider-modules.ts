import * as terraform from "./terraform/index.ts";

/** Modules of this package that provider folders reach by name, besides core. */
export const providerModules: Readonly<Record<string, object>> = { "@lambdastack/infrastructure": terraform };
