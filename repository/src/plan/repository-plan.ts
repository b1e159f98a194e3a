/** What would be done about the repository. Plain data. */
export interface RepositoryPlan {
  /** Machine that serves it; missing where the cluster has none. */
  server?: string;
  /** Release that machines are to install from; missing while it is not resolved. */
  release?: string;
  changes: readonly RepositoryChange[];
}

export type RepositoryChange =
  | { action: "resolve"; what: "versions"; name: string; detail: string }
  | { action: "create"; what: "release"; name: string; detail: string }
  | { action: "point" | "mend" | "restore"; what: "machine"; name: string; detail: string };
