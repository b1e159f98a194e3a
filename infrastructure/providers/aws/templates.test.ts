import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cloudUnderTest } from "../../src/terraform/fixtures/cloud-under-test.ts";
import { aws } from "./index.ts";

const { cluster, draw, render } = cloudUnderTest(aws);

/** One cluster for each way that the templates can go. */
const examples = {
  plain: cluster("components: { web: { count: 2 } }"),
  "shared-storage": cluster("components: { kubernetes_master: {}, kubernetes_node: { count: 2 } }"),
  "given-network": cluster(
    "cloud: { network: { id: vpc-0123456789abcdef0 } }",
    "components: { web: { subnets: [{ id: subnet-1 }] } }",
  ),
};

const terraform = ["terraform", "tofu"].find((command) => spawnSync(command, ["version"]).status === 0);

describe.each(Object.entries(examples))("the Terraform files of a cluster with %s", (name, text) => {
  it("are as they were", async () => {
    const whole = [...(await render(text))].map(([file, content]) => `# ${file}\n${content}`).join("\n");

    await expect(whole).toMatchFileSnapshot(join(import.meta.dirname, "__golden__", `${name}.tf`));
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

it("the templates put nothing but blocks in or out", () => {
  const text = readFileSync(join(aws.templates, "010_network.tf.hbs"), "utf8");

  expect(text.match(/\{\{(?!#if|\/if|else)[^}]*\}\}/g)).toBeNull();
});
