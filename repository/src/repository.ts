import { createRepositoryHooks, type Settings } from "@lambdastack/core";

/** What machines install from. `repo` is a thin command line over it. */
export class Repository {
  /** Open to plugins; documented in docs/hooks.md. */
  readonly hooks = createRepositoryHooks();

  constructor(readonly settings: Settings) {}
}
