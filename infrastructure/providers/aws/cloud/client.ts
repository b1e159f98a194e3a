import type { EC2Client } from "@aws-sdk/client-ec2";
import { type CloudAccess, cloudOf } from "@lambdastack/infrastructure";
import { cloudRefused } from "../errors.ts";
import { sdkCredentials } from "./credentials.ts";

/** Asks Amazon's own API for something. Throws `cloud-refused`. */
export async function askCloud<Answer>(
  access: CloudAccess,
  what: string,
  question: (client: EC2Client, sdk: typeof import("@aws-sdk/client-ec2")) => Promise<Answer>,
): Promise<Answer> {
  const sdk = await import("@aws-sdk/client-ec2");
  const credentials = sdkCredentials(access);
  const { AWS_ENDPOINT_URL_EC2: endpoint = access.variables.AWS_ENDPOINT_URL } = access.variables;
  const region = cloudOf(access.manifest).region ?? "us-east-1";
  const client = new sdk.EC2Client({ region, ...(credentials && { credentials }), ...(endpoint && { endpoint }) });
  try {
    return await question(client, sdk);
  } catch (cause) {
    throw cloudRefused(what, cause);
  } finally {
    client.destroy();
  }
}
