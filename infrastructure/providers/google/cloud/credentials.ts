import type { CloudAccess, TerraformCloud } from "@lambdastack/infrastructure";

interface WrittenCloud {
  project?: string;
  credentials?: { file?: string };
}

/** Of everything that may hold a credential, blanked in what is kept. */
const sensitive = ["GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN"];

/** The document names a file at most; what is in it reaches Terraform and the SDK without passing through here. */
export const credentials: NonNullable<TerraformCloud["environment"]> = ({ manifest }) => {
  const { credentials: { file } = {} } = (manifest.cluster.specification.cloud ?? {}) as WrittenCloud;
  const given = { GOOGLE_APPLICATION_CREDENTIALS: file, GOOGLE_CREDENTIALS: undefined };
  return { variables: file === undefined ? {} : given, sensitive };
};

export function projectOf({ manifest, variables }: CloudAccess): string | undefined {
  const { project } = (manifest.cluster.specification.cloud ?? {}) as WrittenCloud;
  return project ?? (variables.GOOGLE_PROJECT || variables.GOOGLE_CLOUD_PROJECT || undefined);
}
