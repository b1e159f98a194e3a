import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { renderTemplates } from "../../src/terraform/work-folder/render-templates.ts";
import { awsCluster, drawingOf } from "./fixtures/drawn.ts";
import { aws } from "./index.ts";
import { draw } from "./machines/draw.ts";

/** One cluster for each way that the templates can go. */
const examples = {
  plain: awsCluster("components: { web: { count: 2 } }"),
  "shared-storage": awsCluster("components: { kubernetes_master: {}, kubernetes_node: { count: 2 } }"),
  "given-network": awsCluster(
    "cloud: { network: { id: vpc-0123456789abcdef0 } }",
    "components: { web: { subnets: [{ id: subnet-1 }] } }",
  ),
};

const rendered = async (text: string) => renderTemplates(aws.templates, draw(drawingOf(text)).structure);
const terraform = ["terraform", "tofu"].find((command) => spawnSync(command, ["version"]).status === 0);

describe.each(Object.entries(examples))("the Terraform files of a cluster with %s", (name, text) => {
  it("are as they were", async () => {
    const whole = [...(await rendered(text))].map(([file, content]) => `# ${file}\n${content}`).join("\n");

    await expect(whole).toMatchFileSnapshot(join(import.meta.dirname, "__golden__", `${name}.tf`));
  });

  it("hold nothing that a user wrote", async () => {
    const other = text.replace("name: demo", "name: other").replaceAll("web", "shop");

    expect(await rendered(other)).toEqual(await rendered(text));
  });

  it.skipIf(!terraform)(
    `are as \`fmt\` writes them${terraform ? "" : " (SKIPPED: neither terraform nor tofu in PATH)"}`,
    async () => {
      for (const [file, content] of await rendered(text)) {
        const { stdout } = spawnSync(terraform ?? "", ["fmt", "-"], { input: content, encoding: "utf8" });
        expect(stdout, file).toBe(content);
      }
    },
  );

  it("declare every variable that is given, and no other", async () => {
    const given = ["cluster", ...Object.keys(draw(drawingOf(text)).variables)].sort();
    const declared = [...[...(await rendered(text)).values()].join("\n").matchAll(/^variable "(\w+)"/gm)].map(
      ([, one]) => one,
    );

    expect(declared.sort()).toEqual(given);
  });
});

it("the templates put nothing but blocks in or out", () => {
  const text = readFileSync(join(aws.templates, "010_network.tf.hbs"), "utf8");

  expect(text.match(/\{\{(?!#if|\/if|else)[^}]*\}\}/g)).toBeNull();
});
