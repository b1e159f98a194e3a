import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { resourceTypes } from "../resources/index.ts";
import type { Resource } from "../resources/resource.ts";
import { resource, temporaryFolder } from "./fixtures/machine-run.ts";
import { fixtureTypes } from "./fixtures/resource-types.ts";
import { materialise } from "./materialise.ts";
import { hasUnknown, showUnknown } from "./unknown-value.ts";

const secrets = new Map([["password", "hunter2hunter2"]]);
const outputs = new Map([["m-2/token", "abc"]]);
const sources = {
  secrets: { read: (name: string) => secrets.get(name) },
  outputs: { read: (machine: string, name: string) => outputs.get(`${machine}/${name}`), write: async () => undefined },
};

function materialiseAll(roles: Record<string, readonly Resource[]>) {
  const list = Object.entries(roles).map(([role, resources]) => ({ role, resources }));
  return materialise(list, { machine: "m-1", types: fixtureTypes, sources });
}

function failure(roles: Record<string, readonly Resource[]>) {
  try {
    materialiseAll(roles);
  } catch (error) {
    return error as { message: string; hint?: string; code: string; problems: { message: string; hint?: string }[] };
  }
  throw new Error("nothing was thrown");
}

describe("materialise", () => {
  it("puts secrets and outputs in place and remembers where they came from", () => {
    const secret = { $tag: "secret", name: "password" } as const;
    const output = { $tag: "output", machine: "m-2", name: "token" } as const;
    const [item] = materialiseAll({
      web: [resource("script", { name: "join", run: "true", environment: { PASSWORD: secret, TOKEN: output } })],
    });

    expect(item?.props).toEqual({
      name: "join",
      run: "true",
      environment: { PASSWORD: "hunter2hunter2", TOKEN: "abc" },
      ensure: "present",
    });
    expect(item).toMatchObject({ sensitive: true, id: "script:join", unknown: [], outputs: [output] });
    expect([...(item?.sensitiveFields ?? [])]).toEqual(["environment"]);
    expect([...(item?.secretTexts ?? [])]).toEqual(["hunter2hunter2"]);
  });

  it("stands in for what nobody knows yet with text that prints as such", () => {
    const [item] = materialiseAll({
      web: [
        resource("note", { path: "/a", content: { $tag: "secret", name: "new" } }),
        resource("note", { path: "/b", content: { $tag: "unknown", what: "address of m-9" } }),
      ],
    });

    expect(item?.unknown).toEqual(["secret new"]);
    expect(hasUnknown(item?.props)).toBe(true);
    expect(showUnknown(String(item?.props.content))).toBe("(known after apply)");
  });

  it("gathers every finding, names role and plugin, and suggests what was meant", () => {
    const error = failure({
      web: [
        resource("nota", { path: "/a" }, { plugin: "team" }),
        resource("note", { path: "/b", contents: "x", mode: "0777" }),
        resource("note", { path: "relative" }),
      ],
    });

    expect(error.problems.map(({ message }) => message)).toEqual([
      'Role web (plugin team) declares a resource of the unknown type "nota" on m-1.',
      'Role web declares note:/b on m-1 wrongly: unknown field "contents".',
      'Role web declares note:/b on m-1 wrongly: field mode must be equal to one of the allowed values: 0644, 0600, received "0777".',
      'Role web declares note:relative on m-1 wrongly: field path must match pattern "^/", received "relative".',
    ]);
    expect(error.problems.map(({ hint }) => hint)).toEqual([
      'Did you mean "note"?',
      'Did you mean "content"?',
      undefined,
      undefined,
    ]);
  });

  it("prints no secret in a finding", () => {
    const error = failure({ web: [resource("note", { path: { $tag: "secret", name: "password" } })] });

    expect(error.message).not.toContain("hunter2");
    expect(error.message).toContain("(sensitive)");
  });

  it("keeps what two roles declare alike once, for the first, and refuses what they declare differently", () => {
    const same = resource("note", { path: "/a", content: "x" });
    const other = resource("note", { path: "/a", content: "y" }, { plugin: "team" });

    const items = materialiseAll({ web: [same], proxy: [same], cache: [same] });

    expect(items).toMatchObject([{ role: "web", alsoRoles: ["proxy", "cache"] }]);
    expect(failure({ web: [same], proxy: [other] }).message).toBe(
      "Role web and role proxy (plugin team) both declare note:/a on m-1, with different content.",
    );
  });
});

describe("files of a resource", () => {
  let role: string;
  let base: string;

  beforeEach(() => {
    const folder = temporaryFolder();
    role = join(folder, "web");
    base = join(role, "apply");
    mkdirSync(base, { recursive: true });
    writeFileSync(join(role, "role.yml"), "");
    writeFileSync(join(base, "a.hbs"), "password={{password}} on {{name}}");
    writeFileSync(join(role, "shared.txt"), "shared");
    writeFileSync(join(base, "logo.png"), Buffer.from([0x89, 0x50, 0xff, 0x00]));
    writeFileSync(join(folder, "outside.txt"), "outside");
    symlinkSync(join(folder, "outside.txt"), join(base, "link.txt"));
  });

  const one = (props: Record<string, string | object>) =>
    materialiseAll({ web: [resource("note", { path: "/a", ...props } as Resource["props"], { base })] })[0];

  it("renders a template with resolved data, and knows that a secret stands in it", () => {
    const item = one({ template: "a.hbs", data: { password: { $tag: "secret", name: "password" }, name: "x" } });

    expect(item?.props).toEqual({ path: "/a", content: "password=hunter2hunter2 on x", ensure: "present" });
    expect(item?.sensitiveFields.has("content")).toBe(true);
  });

  it("is unknown as a whole when a value of its template is", () => {
    const item = one({ template: "a.hbs", data: { password: "p", name: { $tag: "unknown", what: "name" } } });

    expect(item?.unknown).toEqual(["name"]);
    expect(showUnknown(String(item?.props.content))).toBe("password=p on (known after apply)");
  });

  it("reads sources, text as text and bytes as base64, from anywhere in the role's folder", () => {
    expect(one({ source: "../shared.txt" })?.props).toEqual({ path: "/a", content: "shared", ensure: "present" });
    expect(one({ source: "logo.png" })?.props).toEqual({ path: "/a", contentBase64: "iVD/AA==", ensure: "present" });
  });

  it.each(["../../outside.txt", "/etc/hostname", "link.txt", "../../web/../outside.txt"])("refuses %s", (source) => {
    const declared = resource("note", { path: "/a", source }, { base });

    expect(failure({ web: [declared] }).message).toMatch(/lies outside the plugin's folder/);
  });

  it("names a file that is missing", () => {
    const declared = resource("note", { path: "/a", template: "none.hbs" }, { base });

    expect(failure({ web: [declared] })).toMatchObject({ code: "resource-file-unreadable" });
    expect(failure({ web: [declared] }).message).toContain("none.hbs");
  });

  describe("that the role requires", () => {
    const sha256 = "a".repeat(64);
    const requirement = (id: string, more = "") =>
      `  - { id: ${id}, url: "https://example.com/v1/app.tgz", size: 1, sha256: ${sha256}${more} }\n`;
    const unpacked = (file: string) =>
      materialise([{ role: "web", resources: [resource("archive", { path: "/opt/app", file }, { base })] }], {
        machine: "m-1",
        types: new Map(resourceTypes.map((type) => [type.name, type])),
        sources,
      })[0]?.props;
    beforeEach(() => {
      const files = requirement("app") + requirement("tool", ", architecture: amd64");
      writeFileSync(join(role, "requirements.yml"), `files:\n${files}`);
    });

    it("stands with where it is had and what it must be", () => {
      expect(unpacked("app")).toEqual({
        path: "/opt/app",
        file: { id: "app", name: "app.tgz", sha256, urls: ["https://example.com/v1/app.tgz"] },
        ensure: "present",
      });
    });

    it.each([
      ["other", /names no file "other"/],
      ["tool", /the file "tool" for single architectures/],
    ])("is refused when %s is not one file for all machines", (id, message) => {
      expect(() => unpacked(id)).toThrow(message);
    });
  });
});
