import { join } from "node:path";

/**
 * Content by hash, in a folder: `sha256/ab/<64 hex>`. The same layout lies in a downloaded folder and on the repository
 * machine. What is there is whole: content is written aside (`partial/<64 hex>`), checked, and renamed into its place.
 */
export interface StoreLayout {
  root: string;
  path(sha256: string): string;
  partial(sha256: string): string;
}

export function storeLayout(root: string): StoreLayout {
  return {
    root,
    path: (sha256) => join(root, "sha256", sha256.slice(0, 2), sha256),
    partial: (sha256) => join(root, "partial", sha256),
  };
}
