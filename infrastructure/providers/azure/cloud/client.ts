import type { ResourceManagementClient } from "@azure/arm-resources";
import type { TokenCredential } from "@azure/identity";
import type { CloudAccess } from "@lambdastack/infrastructure";
import { cloudRefused, credentialsMissing } from "../errors.ts";
import { subscriptionOf } from "./credentials.ts";

/** Asks Azure's Resource Manager for something. Throws `credentials-missing` (refused) and `cloud-refused`. */
export async function askCloud<Answer>(
  access: CloudAccess,
  what: string,
  question: (client: ResourceManagementClient) => Promise<Answer>,
): Promise<Answer> {
  const subscription = subscriptionOf(access);
  if (subscription === undefined) throw credentialsMissing();
  try {
    const { ResourceManagementClient: Client } = await import("@azure/arm-resources");
    const { login, resources } = await endpointsOf(access);
    const scopes = `${resources.replace(/\/$/, "")}/.default`;
    return await question(
      new Client(await credentialOf(access, login), subscription, { endpoint: resources, credentialScopes: scopes }),
    );
  } catch (cause) {
    throw cloudRefused(what, cause);
  }
}

interface Endpoints {
  login: string;
  resources: string;
}

/** By the names that Terraform's provider has for them in ARM_ENVIRONMENT. */
const clouds: Readonly<Record<string, Endpoints>> = {
  public: { login: "https://login.microsoftonline.com", resources: "https://management.azure.com" },
  usgovernment: { login: "https://login.microsoftonline.us", resources: "https://management.usgovcloudapi.net" },
  china: { login: "https://login.chinacloudapi.cn", resources: "https://management.chinacloudapi.cn" },
};

/** Where Azure is: a cloud of one's own tells it itself, as it does Terraform's provider. */
async function endpointsOf({ variables, signal }: CloudAccess): Promise<Endpoints> {
  const { ARM_METADATA_HOSTNAME: host, ARM_ENVIRONMENT: name = "public" } = variables;
  const known = clouds[name] ?? (clouds.public as Endpoints);
  if (!host) return known;
  const answer = await fetch(`https://${host}/metadata/endpoints?api-version=2022-09-01`, { signal });
  const found = (await answer.json()) as Metadata | Metadata[];
  const { authentication, resourceManager } = [found].flat()[0] ?? {};
  return { login: authentication?.loginEndpoint ?? known.login, resources: resourceManager ?? known.resources };
}

interface Metadata {
  resourceManager?: string;
  authentication?: { loginEndpoint?: string };
}

async function credentialOf({ variables }: CloudAccess, authorityHost: string): Promise<TokenCredential> {
  const { AzureCliCredential, ClientSecretCredential, ManagedIdentityCredential } = await import("@azure/identity");
  const { ARM_CLIENT_ID: client, ARM_CLIENT_SECRET: secret, ARM_TENANT_ID: tenant, ARM_USE_MSI } = variables;
  if (client && secret && tenant)
    return new ClientSecretCredential(tenant, client, secret, { authorityHost, disableInstanceDiscovery: true });
  if (ARM_USE_MSI === "true") return client ? new ManagedIdentityCredential(client) : new ManagedIdentityCredential();
  return new AzureCliCredential(tenant ? { tenantId: tenant } : {});
}
