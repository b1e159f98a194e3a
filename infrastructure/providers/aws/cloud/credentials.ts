import type { CloudAccess, TerraformCloud } from "@lambdastack/infrastructure";

interface Written {
  access_key_id?: Reference;
  secret_access_key?: Reference;
  session_token?: Reference;
  /** Older names. */
  key?: Reference;
  secret?: Reference;
}

/** How the manifest holds a secret. */
interface Reference {
  secret: string;
}

/** Of everything that may hold a credential, blanked in what is kept. */
const sensitive = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/** What templates of the old products hold where nobody has written a value yet. */
const placeholder = /^X+$/;

/**
 * Credentials that stand in the cluster document reach Terraform and the SDK through their environment alone; without
 * any the command's own environment and profile count.
 */
export const credentials: NonNullable<TerraformCloud["environment"]> = ({ manifest, secret }) => {
  const { credentials: written = {} } = (manifest.cluster.specification.cloud ?? {}) as { credentials?: Written };
  const text = (reference: Reference | undefined): string | undefined => {
    const found = reference && secret(reference.secret);
    return found === undefined || placeholder.test(found) ? undefined : found;
  };
  const id = text(written.access_key_id ?? written.key);
  const key = text(written.secret_access_key ?? written.secret);
  if (id === undefined || key === undefined) return { variables: {}, sensitive };
  const session = text(written.session_token);
  const given = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: session };
  return { variables: { ...given, AWS_PROFILE: undefined }, sensitive };
};

/** The same for the SDK, which otherwise looks for itself. */
export function sdkCredentials({ variables }: CloudAccess) {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = variables;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
