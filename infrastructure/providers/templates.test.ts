import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "./aws/index.ts";
import { azure } from "./azure/index.ts";
import { google } from "./google/index.ts";

const document = (provider: string, kind: string, specification: string): string =>
  `---\nkind: infrastructure/${kind}\nprovider: ${provider}\nname: default\nspecification: ${specification}\n`;

const plain = "components: { web: { count: 2 } }";
const inNetwork = (id: string): string[] => [
  `cloud: { network: { id: "${id}" } }`,
  "components: { web: { subnets: [{ id: subnet-1 }] } }",
];
const under = { aws: cloudUnderTest(aws), azure: cloudUnderTest(azure), google: cloudUnderTest(google) };

/** One cluster for each way that the templates can go. */
const examples = {
  aws: {
    plain: under.aws.cluster(plain),
    "shared-storage": under.aws.cluster("components: { kubernetes_master: {}, kubernetes_node: { count: 2 } }"),
    "given-network": under.aws.cluster(...inNetwork("vpc-0123456789abcdef0")),
  },
  azure: {
    plain: under.azure.cluster(plain),
    "shared-storage": under.azure.cluster("components: { kubernetes_master: {} }"),
    "given-network":
      under.azure.cluster(
        ...inNetwork("/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n"),
      ) + document("azure", "resource-group", "{ name: group, exists: true }"),
  },
  google: {
    plain: under.google.cluster(plain),
    "shared-storage": under.google.cluster(plain) + document("google", "shared-storage", "{ enabled: true }"),
    "given-network": under.google.cluster(...inNetwork("projects/p/global/networks/n")),
  },
};

const all = Object.entries(examples).flatMap(([provider, texts]) =>
  Object.entries(texts).map(([name, text]) => ({ provider: provider as keyof typeof under, name, text })),
);
const terraform = ["terraform", "tofu"].find((command) => spawnSync(command, ["version"]).status === 0);

describe.each(all)("the Terraform files on $provider of a cluster with $name", ({ provider, name, text }) => {
  const { draw, render } = under[provider];

  it("are as they were", async () => {
    const whole = [...(await render(text))].map(([file, content]) => `# ${file}\n${content}`).join("\n");

    await expect(whole).toMatchFileSnapshot(join(import.meta.dirname, provider, "__golden__", `${name}.tf`));
  });

  it("hold nothing that a user wrote", async () => {
    const other = text.replace("name: demo", "name: other").replaceAll("web", "shop");

    expect(await render(other)).toEqual(await render(text));
  });

  it.skipIf(!terraform)(
    `are as \`fmt\` writes them${terraform ? "" : " (SKIPPED: neither terraform nor tofu in PATH)"}`,
    async () => {
      for (const [file, content] of await render(text)) {
        const { stdout } = spawnSync(terraform ?? "", ["fmt", "-"], { input: content, encoding: "utf8" });
        expect(stdout, file).toBe(content);
      }
    },
  );

  it("declare every variable that is given, and no other", async () => {
    const given = ["cluster", ...Object.keys(draw(text).variables)].sort();
    const declared = [...[...(await render(text)).values()].join("\n").matchAll(/^variable "(\w+)"/gm)].map(
      ([, one]) => one,
    );

    expect(declared.sort()).toEqual(given);
  });
});

it.each([aws, azure, google])("the templates of $name put nothing but blocks in or out", ({ templates }) => {
  const text = readdirSync(templates).map((file) => readFileSync(join(templates, file), "utf8"));

  expect(text.join().match(/\{\{(?!#if|\/if|else)[^}]*\}\}/g)).toBeNull();
});
