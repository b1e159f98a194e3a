import type { CloudAccess } from "@lambdastack/infrastructure";
import { cloudRefused, projectMissing } from "../errors.ts";
import { projectOf } from "./credentials.ts";

/** Asks for one path below the cluster's project, in all pages that the answer has. */
export type Ask = <Page extends { nextPageToken?: string }>(
  path: string,
  query: Record<string, string>,
) => Promise<Page[]>;

/** Asks Google's Compute Engine for something. Throws `project-missing` (refused) and `cloud-refused`. */
export async function askCloud<Answer>(
  access: CloudAccess,
  what: string,
  question: (ask: Ask) => Promise<Answer>,
): Promise<Answer> {
  const project = projectOf(access);
  if (project === undefined) throw projectMissing();
  try {
    const client = await clientOf(access);
    // the name that Terraform's provider has for another address of the same interface
    const { GOOGLE_COMPUTE_CUSTOM_ENDPOINT: base = "https://compute.googleapis.com/compute/v1/" } = access.variables;
    return await question(async (path, query) => {
      const pages = [];
      let pageToken = "";
      do {
        const url = `${base}projects/${project}/${path}?${new URLSearchParams({ ...query, ...(pageToken && { pageToken }) })}`;
        const { data } = await client.request<{ nextPageToken?: string }>({ url, signal: access.signal });
        pages.push(data);
        pageToken = data.nextPageToken ?? "";
      } while (pageToken !== "");
      return pages as never;
    });
  } catch (cause) {
    throw cloudRefused(what, cause);
  }
}

const scopes = ["https://www.googleapis.com/auth/compute.readonly"];

/** With a token, a key in the environment or its file, else what gcloud or the machine itself gives. */
async function clientOf({ variables }: CloudAccess) {
  const { GoogleAuth, OAuth2Client } = await import("google-auth-library");
  const { GOOGLE_OAUTH_ACCESS_TOKEN: token, GOOGLE_CREDENTIALS: key, GOOGLE_APPLICATION_CREDENTIALS: file } = variables;
  if (token) {
    const client = new OAuth2Client();
    client.setCredentials({ access_token: token });
    return client;
  }
  const isText = key?.trimStart().startsWith("{");
  if (key) return new GoogleAuth({ scopes, ...(isText ? { credentials: JSON.parse(key) } : { keyFilename: key }) });
  return new GoogleAuth({ scopes, ...(file && { keyFilename: file }) });
}
