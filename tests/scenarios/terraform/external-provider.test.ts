import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type Double, doublePossible, openDouble } from "../../lab/double.ts";
import { writePage } from "../../unit/docs/written-pages.ts";

/** Only for its addresses that answer over SSH: these providers know nothing of the cloud that it doubles. */
describe.skipIf(!doublePossible)("a provider from outside the product (needs root and terraform)", () => {
  let double: Double;
  beforeAll(async () => {
    double = await openDouble("google");
  });
  afterAll(() => double?.close());

  const built = (name: string): string => join(double.folder, "build", name);
  const section = (name: string, label: string) =>
    (parse(readFileSync(join(built(name), "state.yml"), "utf8")) as Record<string, { nodes: { privateIP: string }[] }>)[
      label
    ];

  test("is taken from --plugins as its documentation shows it, and makes a cluster", async () => {
    const page = writePage("docs/write-a-provider.md");
    cpSync(join(page, "rack"), join(double.folder, "elsewhere/rack"), { recursive: true });
    const input = readFileSync(join(page, "input.yaml"), "utf8").replace("192.0.2.11", "10.95.0.11");
    writeFileSync(join(double.folder, "input.yaml"), input);
    rmSync(page, { recursive: true });
    const words = ["--plugins", join(double.folder, "elsewhere"), "-f", "input.yaml"];

    const unknown = await double.run(["plan", "-f", "input.yaml"]);
    const keyless = await double.run(["apply", ...words, "--auto-approve"]);
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(built("demo"), "keys/id_ed25519")]);
    const applied = await double.run(["apply", ...words, "--auto-approve"]);
    const again = await double.run(["plan", ...words]);
    const gone = await double.run(["destroy", ...words, "--auto-approve", "-b", built("demo")]);

    expect(unknown.status, unknown.stderr).toBe(3);
    expect(keyless.stderr).toContain("id_ed25519");
    expect(applied, applied.stderr).toMatchObject({ status: 0 });
    expect(again.stdout).toMatch(/nothing to change, 1 as wanted/);
    expect(gone, gone.stderr).toMatchObject({ status: 0 });
  });

  test("is taken from the configuration file, and is driven through Terraform by the product", async () => {
    cpSync(join(import.meta.dirname, "external"), join(double.folder, "ours"), { recursive: true });
    writeFileSync(join(double.folder, "lambdastack.config.yml"), "plugins: [ours]\n");
    const template = await double.run(["template", "-f", "paper.yaml", "-p", "paper", "--name", "paper"]);
    const file = join(double.folder, "paper.yaml");
    const edit = (from: RegExp, to: string) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    edit(/ {2}components:\n(?: {4}.*\n)+/, "  components:\n    monitoring:\n      count: 2\n");
    const apply = () => double.run(["apply", "-f", "paper.yaml", "--auto-approve"]);

    const applied = await apply();
    expect(template, template.stderr).toMatchObject({ status: 0 });
    expect(applied, applied.stderr).toMatchObject({ status: 0 });
    const again = await double.run(["plan", "-f", "paper.yaml", "--detailed-exitcode"]);
    edit(/count: 2/, "count: 3");
    const grown = await double.run(["plan", "-f", "paper.yaml"]);
    await apply();
    const addresses = section("paper", "paper")?.nodes.map(({ privateIP }) => privateIP);
    const gone = await double.run(["destroy", "-b", built("paper"), "--auto-approve"]);

    expect(again, again.stdout).toMatchObject({ status: 0 });
    expect(grown.stdout.match(/^ {2}[+~±-] .*$/gm)).toEqual(["  + create machine paper-monitoring-3  (10.95.0.6)"]);
    expect(addresses).toEqual(["10.95.0.4", "10.95.0.5", "10.95.0.6"]);
    expect(gone, gone.stderr).toMatchObject({ status: 0 });
    expect(existsSync(built("paper"))).toBe(false);
  });
});
