import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHost, createRepositoryHooks, type Host, settings } from "@lambdastack/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MachineStatus } from "../machines/package-statuses.ts";
import { packageRequest } from "../resolve/package-request.ts";
import { imageNamed, notCarried } from "./module-images.ts";
import { lockFileOf, openSelection } from "./open-selection.ts";
import { selectRequirements } from "./select-requirements.ts";

const root = mkdtempSync(join(tmpdir(), "selection-"));
const plugins = join(root, "plugins");
afterAll(() => rmSync(root, { recursive: true }));

function role(name: string, requirements?: string): void {
  const folder = join(plugins, name);
  mkdirSync(join(folder, "apply"), { recursive: true });
  writeFileSync(
    join(folder, "role.yml"),
    `name: ${name}\nversion: 1.0.0\ndescription: a sample\ncomponents: [${name}]\n`,
  );
  writeFileSync(join(folder, "apply/index.ts"), "throw new Error('a role was run');\n");
  if (requirements !== undefined) writeFileSync(join(folder, "requirements.yml"), requirements);
}

const modules = `version: v1
kind: Repository
components:
${["painter", "sculptor"]
  .map(
    (name) => `  - name: ${name}
    type: docker
    versions:
      - { version: 1.0.0, image: "registry.example.org/${name}:1", commands: [{ name: init }] }
      - { version: 1.1.0, image: "registry.example.org/${name}:2", commands: [{ name: init }] }
`,
  )
  .join("")}  - name: potter
    type: docker
    versions:
      - { version: 1.0.0, image: "localhost/potter:1", commands: [{ name: init }] }
`;

let host: Host;
beforeAll(async () => {
  role("web", "packages: { debian: [{ name: nginx-light }] }");
  role("queue", "packages: { debian-12: [{ name: kafka }], rhel: [] }");
  role("silent");
  role("wrong", "packages: { debian: [{ nam: kafka }] }");
  writeFileSync(join(plugins, "modules.yml"), modules);
  writeFileSync(
    join(root, "input.yaml"),
    "kind: lambdastack-cluster\nprovider: local\nspecification:\n  name: demo\n  components:\n    web: { count: 1 }\n",
  );
  host = await createHost({ cwd: root, home: root, environment: {}, pluginDirectories: [plugins] });
});

const select = (roles: string[] | undefined, systems: string[], everySystem = false) =>
  selectRequirements({ host, roles, systems, everySystem });

describe("the requirements of a selection", () => {
  it("are those of the named roles and of the repository server, read without running any of them", () => {
    const { requirers } = select(["web", "queue"], ["debian-12"]);

    expect(requirers.map(({ name }) => name)).toEqual(["queue", "web", "repository"]);
  });

  it("are refused where a selected role is silent about every system, and named", () => {
    expect(() => select(["web", "silent"], ["debian-12"])).toThrow(
      /The role silent does not say what it needs on debian-12/,
    );
    expect(() => select(["web"], ["almalinux-9"])).toThrow(/The role web does not say/);
    expect(select(["queue"], ["debian-12", "ubuntu-22.04"]).silent).toEqual([]);
    expect(() => select(["queue"], ["debian-12", "ubuntu-22.04"], true)).toThrow(/queue does not say .* ubuntu-22.04/);
  });

  it("say which role's file is wrong, and where", () => {
    expect(() => select(["wrong"], ["debian-12"])).toThrow(/2 errors/);
    try {
      select(["wrong"], ["debian-12"]);
    } catch (error) {
      const [first] = (error as { problems: { message: string; location: object }[] }).problems;
      expect(first?.message).toContain("Requirements of role wrong");
      expect(first?.location).toMatchObject({ file: join(plugins, "wrong/requirements.yml"), line: 1 });
    }
  });
});

describe("modules in containers", () => {
  it("fetch the image of their newest version, when they are chosen", () => {
    const options = { host, roles: ["web"], systems: ["debian-12"] };
    const { requirers } = selectRequirements({ ...options, modules: ["painter"] });

    expect(requirers.map(({ name }) => name)).toEqual(["web", "painter", "repository"]);
    expect(requirers[1]?.requirements).toEqual({ images: [{ reference: "registry.example.org/painter:2" }] });
  });

  it("whose images were built by hand fetch nothing, and are named", () => {
    const modules = ["painter", "potter"];
    const { requirers } = selectRequirements({ host, roles: ["web"], modules, systems: ["debian-12"] });

    expect(requirers.map(({ name }) => name)).not.toContain("potter");
    expect(notCarried(host, modules)).toEqual([expect.stringContaining("localhost/potter:1 is in no registry")]);
  });

  it.each([
    ["busybox", { reference: "docker.io/library/busybox:latest" }],
    ["lab/tool:1", { reference: "docker.io/lab/tool:1" }],
    ["localhost:5000/tool", { reference: "localhost:5000/tool:latest" }],
    ["quay.io/a/b:1@sha256:0f", { reference: "quay.io/a/b:1", digest: "sha256:0f" }],
    ["quay.io/a/b@sha256:0f", { reference: "quay.io/a/b:sha256-0f", digest: "sha256:0f" }],
  ])("name %s as docker does", (image, expected) => {
    expect(imageNamed(image)).toEqual(expected);
  });
});

describe("what a command is about", () => {
  const open = (input: Parameters<typeof openSelection>[1], more = {}) =>
    openSelection(
      settings({ cwd: root, home: root, environment: {}, plugins: [plugins], ...more }),
      input,
      createRepositoryHooks(),
    );

  it("is the roles of the cluster's components on Debian 12, where nothing else is known", async () => {
    const { roles, systems, architectures, lockFile } = await open({ files: ["input.yaml"] });

    expect(roles).toContain("web");
    expect(roles).not.toContain("queue");
    expect({ systems, architectures, lockFile }).toEqual({
      systems: ["debian-12"],
      architectures: ["amd64"],
      lockFile: join(root, "repository.lock.json"),
    });
  });

  it("is the systems of the machines once an inventory knows them", async () => {
    const build = join(root, "build");
    mkdirSync(build, { recursive: true });
    const os = { id: "ubuntu", version: "22.04", codename: "jammy", family: "debian", architecture: "aarch64" };
    const host = {
      ansible_host: "192.0.2.1",
      ansible_user: "u",
      ansible_ssh_private_key_file: "k",
      lambdastack_os: os,
    };
    writeFileSync(join(build, "inventory.yml"), JSON.stringify({ web: { hosts: { "web-1": host } } }));

    const known = await open({ files: ["input.yaml"] }, { build });
    const asked = await open({ files: ["input.yaml"], systems: ["ubuntu-2404"], architectures: ["amd64"] }, { build });

    expect([known.systems, known.architectures]).toEqual([["ubuntu-22.04"], ["arm64"]]);
    expect([asked.systems, asked.architectures]).toEqual([["ubuntu-24.04"], ["amd64"]]);
  });

  it("is every role where no cluster is named, or all are asked for", async () => {
    expect((await open({})).roles).toBeUndefined();
    expect((await open({ files: ["input.yaml"], all: true })).roles).toBeUndefined();
  });

  it("is the modules that the cluster's state has a section of, those that are named, or all", async () => {
    const build = join(root, "worked-with");
    mkdirSync(build);
    const state = "kind: state\nversion: 1.0.0\nlineage: 5f0c7d1e-3c5a-4d1b-9a55-0d6f5f1f0f10\nserial: 1\n";
    writeFileSync(join(build, "state.yml"), `${state}sculptor: { version: 1.1.0 }\n`);
    const files = ["input.yaml"];

    expect((await open({ files })).modules).toEqual([]);
    expect((await open({ files }, { build })).modules).toEqual(["sculptor"]);
    expect((await open({ files }, { components: ["web", "painter"] })).modules).toEqual(["painter"]);
    expect((await open({ files, all: true })).modules).toEqual(["painter", "sculptor", "potter"]);
  });

  it("keeps the lock beside the first document, in the build folder, or where it is told", () => {
    const of = (build: string | undefined, input: Parameters<typeof lockFileOf>[1]) =>
      lockFileOf(settings({ cwd: "/here", ...(build !== undefined && { build }) }), input);

    expect(of(undefined, { files: ["a/input.yaml", "b/more.yaml"] })).toBe("/here/a/repository.lock.json");
    expect(of("build/demo", {})).toBe("/here/build/demo/repository.lock.json");
    expect(of("build/demo", { lockFile: "/else/x.json" })).toBe("/else/x.json");
    expect(of(undefined, {})).toBe("/here/repository.lock.json");
  });
});

describe("a request for packages", () => {
  const ask = (statuses?: MachineStatus[]) =>
    packageRequest({
      requirers: select(["web", "queue"], ["debian-12"]).requirers.filter(({ name }) => name !== "repository"),
      system: "debian-12",
      architectures: ["amd64"],
      mirrors: [],
      pins: [],
      statuses,
    }).wanted.map(({ role, status }) => [role, status]);
  const machine = (id: string, roles: string[], system = "debian-12"): MachineStatus => ({
    id,
    roles,
    system,
    text: id,
  });

  it("asks for each role by itself, on an empty machine", () => {
    expect(ask()).toEqual([
      ["queue", undefined],
      ["web", undefined],
    ]);
  });

  it("asks once for each different set of packages that the machines of a role have", () => {
    const statuses = [
      machine("a", ["web"]),
      machine("a", ["web", "queue"]),
      machine("b", ["web"]),
      machine("c", ["web"], "ubuntu-22.04"),
    ];

    expect(ask(statuses)).toEqual([
      ["queue", "a"],
      ["web", "a"],
      ["web", "b"],
    ]);
  });
});
