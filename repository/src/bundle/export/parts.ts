/** What `--without` may name. The lock file is always there. */
export const bundleParts = ["packages", "files", "images", "roles", "plugins", "tools", "cli", "environment"] as const;

export type BundlePart = (typeof bundleParts)[number];

export const isBundlePart = (name: string): name is BundlePart => (bundleParts as readonly string[]).includes(name);
