import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const address = "registry.terraform.io/hashicorp/aws";

/** A folder laid out as `terraform providers mirror` does, or unpacked, with the program of Amazon's provider in it. */
export function providerMirror(): string | undefined {
  const path = `*/${address}`;
  const found = spawnSync("find", ["/", "-xdev", "-maxdepth", "7", "-type", "d", "-path", path, "-prune"], {
    encoding: "utf8",
  });
  const folders = found.stdout.split("\n").filter((folder) => folder !== "" && holdsProvider(folder));
  const [folder] = folders;
  return folder === undefined ? undefined : dirname(dirname(dirname(folder)));
}

const holdsProvider = (folder: string): boolean =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).some((name) => /terraform-provider-aws/.test(name));

/** Has Terraform take the provider from there and nothing else. Answers with the environment for it. */
export function useMirror(mirror: string, folder: string): Record<string, string> {
  const file = join(folder, "terraform.rc");
  writeFileSync(
    file,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = [${JSON.stringify(address)}]
  }
}
disable_checkpoint = true
`,
  );
  return { TF_CLI_CONFIG_FILE: file };
}
