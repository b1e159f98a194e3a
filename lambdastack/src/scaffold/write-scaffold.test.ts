import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoriesIn } from "@lambdastack/core";
import { expect, it, onTestFinished } from "vitest";
import { writeScaffold } from "./write-scaffold.ts";

it("writes a module in a container under its own name, whose metadata says what its file says", async () => {
  const directory = await mkdtemp(join(tmpdir(), "scaffold-"));
  onTestFinished(() => rm(directory, { recursive: true }));

  const files = await writeScaffold({ name: "my-module", kind: "container", directory });

  const [found] = repositoriesIn(join(directory, "my-module"), "here");
  const said = execFileSync("sh", [join(directory, "my-module/module.sh"), "metadata"], { encoding: "utf8" });
  expect(files).toEqual(["Containerfile", "README.md", "module.sh", "my-module.yml"]);
  expect(found?.error).toBeUndefined();
  expect(found?.modules.map(({ name, versions }) => [name, versions[0]?.commands.map((one) => one.name)])).toEqual([
    ["my-module", ["metadata", "init", "plan", "apply", "audit"]],
  ]);
  expect(found?.modules[0]?.manifest.labels).toEqual({ short: "my-module", kind: "example" });
  expect(said).toBe("labels:\n  short: my-module\n  kind: example\n");
});
