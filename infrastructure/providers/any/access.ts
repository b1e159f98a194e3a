import { isAbsolute, join } from "node:path";
import type { Access, ProviderContext } from "@lambdastack/core";

interface AdminUser {
  name: string;
  key_path?: string;
}

/**
 * Logs in as the cluster's admin user. `key_path` is a private key file; a bare name is looked for under `keys/ssh/`
 * and `keys/` of the build folder, as the products before did.
 */
export function access({ manifest, folder }: ProviderContext): Access {
  const { name, key_path = "id_ed25519" } = manifest.cluster.specification.admin_user as AdminUser;
  return { user: name, keyPath: isAbsolute(key_path) ? key_path : join(folder.keys, key_path) };
}
