import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StackError } from "../errors/stack-error.ts";
import type { ContainerModule } from "../plugin-host/role.ts";
import { commandOf, moduleReference, versionOf } from "./choose.ts";
import { environmentLines } from "./environment-file.ts";
import { parseRepository, repositoriesIn } from "./read-repository.ts";
import { createWords } from "./run-container.ts";

const folder = join(import.meta.dirname, "../../../tests/scenarios/container-modules");
const seed = readFileSync(join(folder, "seed.yml"), "utf8");
const problemsOf = (text: string): StackError[] => {
  try {
    parseRepository("/x/modules.yml", text);
  } catch (error) {
    const { problems } = error as StackError;
    return problems.length > 0 ? [...problems] : [error as StackError];
  }
  return expect.fail("nothing was wrong");
};

describe("a Repository file", () => {
  it("is found among the files of a plugin directory, with versions of which the latest comes first", () => {
    const found = repositoriesIn(folder, "here");

    const all = found.flatMap(({ modules }) => modules);
    expect(all.map(({ name, manifest }) => `${name}:${manifest.version}`)).toEqual([
      "azc:0.2.0",
      "intruder:1.0.0",
      "writer:1.0.0",
      "planner:1.0.0",
      "c1:0.1.0",
    ]);
    expect(all[0]?.versions.map(({ version }) => version)).toEqual(["0.2.0", "0.1.0"]);
  });

  it.each([
    ["a wrong version", seed.replace("version: v1", "version: v2"), 1, '"version" must be one of v1'],
    ["an unknown key", seed.replace("command: init", "comand: init"), 16, 'Unknown key "comand"'],
    ["a command twice", seed.replace("- name: apply", "- name: init"), 19, 'The name "init" is there twice.'],
    ["a relative mount", seed.replace('- "/terraform"', '- "terraform"'), 12, "the absolute path of a folder"],
    ["the shared folder as a mount", seed.replace('- "/terraform"', '- "/shared"'), 12, "cannot be a mount too"],
    ["a mount that leads up", seed.replace('- "/terraform"', '- "/a/../b"'), 12, "the absolute path of a folder"],
    ["an old template", seed.replace("WARN", '"#Config#{{.A}}"'), 18, "Templates of the e command line"],
    ["an image that would be a flag", seed.replace(/image: .*/, 'image: "--privileged"'), 9, "the name of an image"],
    [
      "a key with a comma",
      `${seed}    requires: { strong: [[{ key: "provider,", operator: exists }]] }\n`,
      26,
      'Did you mean "provider"?',
    ],
  ])("is refused with %s, at its place", (_what, text, line, message) => {
    const problems = problemsOf(text);

    expect(problems.map(({ location }) => location?.line)).toEqual([line]);
    expect(`${problems[0]?.message} ${problems[0]?.hint}`).toContain(message);
  });

  it("has one latest version at most", () => {
    const second = "      - { version: 0.2.0, latest: true, image: x, commands: [{ name: init }] }\n";

    expect(problemsOf(`${seed}${second}`)[0]?.message).toContain("Only one version of a component is the latest.");
  });
});

describe("choosing", () => {
  const [c1] = repositoriesIn(folder, "here").flatMap(({ modules }) => modules.filter(({ name }) => name === "c1"));

  it("understands name and name@version, and says how a version is written", () => {
    expect([moduleReference("c1"), moduleReference("c1@0.1.0"), moduleReference("c1@latest")]).toEqual([
      { name: "c1" },
      { name: "c1", version: "0.1.0" },
      { name: "c1" },
    ]);
    expect(() => moduleReference("c1:0.1.0")).toThrow(expect.objectContaining({ hint: "Write c1@0.1.0." }));
    expect(versionOf(c1 as ContainerModule, undefined).version).toBe("0.1.0");
  });

  it("names what there is for what there is not", () => {
    const version = versionOf(c1 as ContainerModule, undefined);

    expect(() => versionOf(c1 as ContainerModule, "9.0.0")).toThrow("no version 9.0.0; it has 0.1.0");
    expect(() => commandOf(c1 as ContainerModule, version, "plan")).toThrow("no command plan; it has init, apply");
  });
});

describe("what reaches a container", () => {
  const envs = { PLAIN: "a=b c", NUMBER: 5, TOKEN: { secret: "api" } };

  it("takes secrets from the store into lines, and refuses one that was not given", () => {
    const given = environmentLines({ module: "c1", envs, read: () => "s3cret" });

    expect(given).toBe("PLAIN=a=b c\nNUMBER=5\nTOKEN=s3cret\n");
    expect(() => environmentLines({ module: "c1", envs, read: () => undefined })).toThrow("TOKEN is the secret api");
    expect(() => environmentLines({ module: "c1", envs, read: () => "a\nEVIL=1" })).toThrow("more than one line");
  });

  it("names the file with variables and never a value among the arguments", () => {
    const words = createWords({
      image: "image:1",
      words: ["apply", "-auto-approve"],
      mounts: new Map([["/shared", "/b/shared"]]),
      environmentFile: "/b/secrets/env",
      workdir: "/terraform",
      owner: "/b",
    } as never);

    expect(words).toEqual([
      "create",
      "--pull=never",
      "--security-opt=label=disable",
      "--label=io.lambdastack.build=/b",
      "--env-file=/b/secrets/env",
      "--workdir=/terraform",
      "--mount",
      "type=bind,source=/b/shared,target=/shared",
      "image:1",
      "apply",
      "-auto-approve",
    ]);
  });
});
