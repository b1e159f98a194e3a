import type { CloudAccess, TerraformCloud } from "@lambdastack/infrastructure";

interface WrittenCloud {
  subscription_id?: string;
  service_principal?: {
    appId?: string;
    /** How the manifest holds a secret. */
    password?: { secret: string };
    tenant?: string;
    subscriptionId?: string;
  };
}

/** Of everything that may hold a credential, blanked in what is kept. */
const sensitive = ["ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PASSWORD", "ARM_OIDC_TOKEN", "ARM_ACCESS_KEY"];

/**
 * A service principal that stands in the cluster document reaches Terraform and the SDK through their environment
 * alone; without one the command's own environment and the login of the az program count.
 */
export const credentials: NonNullable<TerraformCloud["environment"]> = ({ manifest, secret }) => {
  const { subscription_id, service_principal: principal = {} } = (manifest.cluster.specification.cloud ??
    {}) as WrittenCloud;
  const subscription = subscription_id ?? principal.subscriptionId;
  const password = principal.password && secret(principal.password.secret);
  const login =
    principal.appId !== undefined && password !== undefined
      ? { ARM_CLIENT_ID: principal.appId, ARM_CLIENT_SECRET: password, ARM_TENANT_ID: principal.tenant }
      : {};
  return {
    variables: { ...(subscription !== undefined && { ARM_SUBSCRIPTION_ID: subscription }), ...login },
    sensitive,
  };
};

export const subscriptionOf = ({ variables }: CloudAccess): string | undefined =>
  variables.ARM_SUBSCRIPTION_ID || undefined;
