import { findDocument, type Manifest } from "@lambdastack/core";

/** `configuration/backup` after defaults. */
export interface BackupConfig {
  location: string;
  components: Readonly<Record<string, { enabled?: boolean }>>;
}

/** `configuration/recovery` after defaults. */
export interface RecoveryConfig {
  components: Readonly<Record<string, { enabled?: boolean; snapshot_name?: string }>>;
}

const nothing = { components: {} };

export const backupConfig = (manifest: Manifest): BackupConfig => ({
  location: "build",
  ...nothing,
  ...(findDocument(manifest, "configuration/backup")?.specification as Partial<BackupConfig> | undefined),
});

export const recoveryConfig = (manifest: Manifest): RecoveryConfig => ({
  ...nothing,
  ...(findDocument(manifest, "configuration/recovery")?.specification as Partial<RecoveryConfig> | undefined),
});

export interface ChoiceOptions {
  components: BackupConfig["components"] | RecoveryConfig["components"];
  /** Named on the command line: then the document is not asked. */
  isNamed: boolean;
  rolesOf(component: string): readonly string[];
}

/** Whether a role takes part: all where the document says nothing, otherwise those of the components it enables. */
export function chosenRoles({ components, isNamed, rolesOf }: ChoiceOptions): (role: string) => boolean {
  const listed = Object.entries(components);
  if (isNamed || listed.length === 0) return () => true;
  const enabled = new Set(listed.flatMap(([name, { enabled }]) => (enabled ? [name, ...rolesOf(name)] : [])));
  return (role) => enabled.has(role) || enabled.has(role.replaceAll("-", "_"));
}
