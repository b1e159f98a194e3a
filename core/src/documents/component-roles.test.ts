import { describe, expect, it } from "vitest";
import { componentRoles } from "./component-roles.ts";
import type { Document } from "./document.ts";
import { localCluster, resolveText, roles } from "./fixtures.ts";

const mapping = (specification: string, kind = "feature-mapping") =>
  `---\nkind: configuration/${kind}\nspecification: ${specification}\n`;
const rolesOf = (text: string): Record<string, readonly string[] | undefined> => {
  const { componentRoles: found, warnings, unmet } = resolveText(text);
  return { ...found, warnings: warnings.map(({ code }) => code), unmet: unmet.map(({ message }) => message) };
};
const none = { warnings: [], unmet: [] };

describe("componentRoles", () => {
  it("takes the built-in mapping of the old components", () => {
    const text = localCluster("load_balancer: {}", "monitoring: {}", "postgresql: {}");

    expect(rolesOf(text)).toEqual({
      load_balancer: ["haproxy", "node-exporter"],
      monitoring: ["prometheus", "node-exporter"],
      postgresql: ["postgresql", "node-exporter"],
      ...none,
    });
  });

  it("takes roles that say which component they make up, and companions after them", () => {
    expect(rolesOf(localCluster("web: {}")).web).toEqual(["hello-web", "node-exporter"]);
  });

  it("asks for no role of what the repository machine serves, also in a mapping of one's own", () => {
    const text = localCluster("repository: {}");
    const own = mapping("{ roles_mapping: { repository: [repository, image_registry] } }");

    expect(rolesOf(text)).toEqual({ repository: ["node-exporter"], ...none });
    expect(rolesOf(`${text}${own}`)).toEqual({ repository: [], ...none });
  });

  it("takes the role of the component's name", () => {
    expect(rolesOf(localCluster("hello_web: {}"))).toEqual({ hello_web: ["hello-web", "node-exporter"], ...none });
  });

  it("lets the user's mapping stand in place of everything else", () => {
    const text = `${localCluster("web: {}", "postgresql: {}")}${mapping("{ roles_mapping: { web: [haproxy, hello_web] } }")}`;

    expect(rolesOf(text)).toEqual({
      web: ["haproxy", "hello-web"],
      postgresql: ["postgresql", "node-exporter"],
      ...none,
    });
  });

  it("reads the two newer documents like the older one", () => {
    const flags = "{ features: [{ name: node-exporter, enabled: no }] }";
    const text = `${localCluster("web: {}")}${mapping(flags, "features")}${mapping("{ mappings: { web: [haproxy, node-exporter] } }", "feature-mappings")}`;

    expect(rolesOf(text)).toEqual({ web: ["haproxy"], ...none });
  });

  it("leaves out roles that are switched off, wherever they come from", () => {
    const text = `${localCluster("web: {}")}${mapping("{ available_roles: [{ name: node_exporter, enabled: false }] }")}`;

    expect(rolesOf(text).web).toEqual(["hello-web"]);
  });

  it("names what the user's own mapping asks for and nobody installed", () => {
    const { unmet, web } = rolesOf(
      `${localCluster("web: {}")}${mapping("{ roles_mapping: { web: [hello-web, filebeat] } }")}`,
    );

    expect(web).toEqual(["hello-web"]);
    expect(unmet).toEqual(["Component web needs the role filebeat, not installed"]);
  });

  it("does not take companions alone for a component", () => {
    expect(rolesOf(localCluster("kubernetes_master: {}", "unheard: {}")).unmet).toEqual([
      "Component kubernetes_master needs the roles kubernetes-master, helm, applications, not installed",
      "Component unheard consists of no role",
    ]);
  });

  it("says what a component runs without", () => {
    const { single_machine, warnings, unmet } = rolesOf(localCluster("single_machine: {}"));

    expect(single_machine).toEqual(["postgresql", "node-exporter"]);
    expect([warnings, unmet]).toEqual([["left-out-roles"], []]);
  });

  it("does not take what a role comes along with for the role: node-exporter alone is no Kafka", () => {
    const { roles: found, unmet } = componentRoles({
      manifest: resolveText(localCluster("kafka: {}")).manifest,
      roles,
    });

    expect(found.kafka).toContain("node-exporter");
    expect(unmet.map(({ message }) => message)).toEqual([expect.stringMatching(/^Component kafka needs .*kafka/)]);
  });

  it("takes a role at the version that is meant, and lacks any other one", () => {
    const mapped = (version: string) =>
      rolesOf(localCluster("lb: {}") + mapping(`{ roles_mapping: { lb: ["haproxy@${version}"] } }`));

    expect(mapped("1.0.0")).toEqual({ lb: ["haproxy"], ...none });
    expect(mapped("latest")).toEqual({ lb: ["haproxy"], ...none });
    expect(mapped("1.0.1").unmet).toEqual(["Component lb needs the role haproxy@1.0.1, not installed"]);
  });

  it("knows roles by their other names", () => {
    const cluster: Document = {
      kind: "lambdastack-cluster",
      name: "default",
      version: "1.0.0",
      specification: { components: { lb: {} } },
    };
    const named = roles.map((role) => (role.name === "haproxy" ? { ...role, aliases: ["lb"] } : role));

    expect(componentRoles({ manifest: { cluster, documents: [cluster] }, roles: named }).roles.lb).toContain("haproxy");
  });
});
