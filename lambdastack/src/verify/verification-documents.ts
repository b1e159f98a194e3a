import { stringify } from "yaml";

export interface DocumentsOptions {
  name: string;
  role: string;
  provider: string;
  addressPool?: string;
}

/** One machine of a provider with the role alone, as its defaults make it. */
export function verificationDocuments({ name, role, provider, addressPool }: DocumentsOptions): string {
  const local = addressPool === undefined ? {} : { local: { address_pool: addressPool } };
  const documents = [
    {
      kind: "lambdastack-cluster",
      name: "default",
      provider,
      specification: { name, prefix: "try", ...local, components: { subject: { count: 1 } } },
    },
    {
      kind: "configuration/feature-mapping",
      name: "default",
      specification: { roles_mapping: { subject: [role] } },
    },
  ];
  return documents.map((document) => stringify(document)).join("---\n");
}
