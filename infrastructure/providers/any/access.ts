import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { Access, ProviderContext } from "@lambdastack/core";

interface AdminUser {
  name: string;
  key_path?: string;
}

/**
 * Logs in as the cluster's admin user. `key_path` is a private key file; a bare name is looked for in `keys/ssh/` of the
 * build folder, where the products before kept it, and in `keys/`.
 */
export function access({ manifest, folder }: ProviderContext): Access {
  const { name, key_path = "id_ed25519" } = manifest.cluster.specification.admin_user as AdminUser;
  if (isAbsolute(key_path)) return { user: name, keyPath: key_path };
  const old = join(folder.keys, "ssh", key_path);
  return { user: name, keyPath: existsSync(old) ? old : join(folder.keys, key_path) };
}
