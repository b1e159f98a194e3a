import type { CloudAccess, TerraformCloud } from "@lambdastack/infrastructure";
import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../src/terraform/fixtures/cloud-under-test.ts";
import { cloudAccess } from "../src/terraform/run/prepare.ts";
import { aws } from "./aws/index.ts";
import { azure } from "./azure/index.ts";
import { google } from "./google/index.ts";

const principal = "{ appId: app, password: hunter2, tenant: t, subscriptionId: s }";

/** What Terraform and the SDK get of a cluster with this `cloud`. */
function variablesOf(cloud: TerraformCloud, written: string, environment: Record<string, string> = {}) {
  const { cluster, resolve } = cloudUnderTest(cloud);
  const { manifest, secrets } = resolve(cluster(`cloud: ${written}`, "components: { web: {} }"));
  const context = {
    manifest,
    signal: new AbortController().signal,
    environment,
    secret: (name: string) => secrets[name],
  };
  return cloudAccess(cloud, context as never, "0123456789abcdef") as CloudAccess & { sensitive: string[] };
}

describe("credentials", () => {
  it.each([
    [aws, "{}", { AWS_PROFILE: "mine" }],
    [aws, "{ credentials: { key: XXXXXXXXXX, secret: XXXXXXXXXXX } }", { AWS_ACCESS_KEY_ID: "own" }],
    [azure, "{}", { ARM_CLIENT_ID: "own", ARM_CLIENT_SECRET: "s3cr3t" }],
    [google, "{}", { GOOGLE_OAUTH_ACCESS_TOKEN: "token" }],
  ])("of $name are the environment's where the document has none (%s)", (cloud, written, environment) => {
    expect(variablesOf(cloud, written, environment).variables).toEqual(environment);
  });

  it.each([
    [
      aws,
      "{ credentials: { key: AKIA, secret: hunter2 } }",
      { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "hunter2", AWS_PROFILE: undefined },
    ],
    [
      azure,
      `{ service_principal: ${principal} }`,
      { ARM_CLIENT_ID: "app", ARM_CLIENT_SECRET: "hunter2", ARM_TENANT_ID: "t", ARM_SUBSCRIPTION_ID: "s" },
    ],
    [google, "{ credentials: { file: /k.json } }", { GOOGLE_APPLICATION_CREDENTIALS: "/k.json" }],
  ])("of $name in a document win over the environment's (%s)", (cloud, written, expected) => {
    const other = { AWS_PROFILE: "other", ARM_CLIENT_SECRET: "other", GOOGLE_APPLICATION_CREDENTIALS: "/other.json" };

    expect(variablesOf(cloud, written, other).variables).toMatchObject(expected);
  });

  it.each([
    [aws, "{ credentials: { key: AKIA, secret: hunter2 } }", {}, ["AKIA", "hunter2"]],
    [azure, `{ service_principal: ${principal} }`, {}, ["hunter2"]],
    [google, "{}", { GOOGLE_CREDENTIALS: "{key}" }, ["{key}"]],
  ])("of $name are blanked in everything that is kept (%s)", (cloud, written, environment, texts) => {
    expect(variablesOf(cloud, written, environment).sensitive).toEqual(texts);
  });
});
