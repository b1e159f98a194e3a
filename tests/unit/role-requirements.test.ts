import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readRequirements, requirementsFor } from "@lambdastack/core";
import { type InMemoryRole, inMemoryRole, machineNamed, outcomes } from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const folders = ["components/plugins", "plugins"].flatMap((directory) =>
  readdirSync(join(root, directory))
    .map((name) => join(root, directory, name))
    .filter((folder) => existsSync(join(folder, "role.yml"))),
);

/** Specifications that make a role install what its defaults do not ask for. */
const variants: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  haproxy: [{ haproxy_log_path: "/var/log/balancer.log" }, httpsFrontend()],
  prometheus: [{ alertmanager: { enable: true } }],
  postgresql: [{ extensions: { pgaudit: { enabled: true }, replication: { enabled: true } } }],
  rabbitmq: [{ tls: { enable: true } }],
};

/** Roles of further machines, without which a role does not install everything. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  "kubernetes-common": ["kubernetes-master", "kubernetes-master"],
};

function httpsFrontend(): Record<string, unknown> {
  const backend = [{ name: "back", servers: [{ name: "node1", address: "vm1.domain.com" }], port: 80 }];
  return { frontend: [{ name: "front", port: 443, https: true, backend: ["back"] }], backend };
}

/** Packages that the role's apply task asks of a machine with Debian 12, in all its variants. */
async function packagesOf(role: InMemoryRole): Promise<string[]> {
  const { name } = role.manifest;
  const others = (neighbours[name] ?? []).map((neighbour, index) =>
    machineNamed(`demo-other-${index + 1}`, 21 + index, { roles: [neighbour] }),
  );
  const machines = [machineNamed("demo-web-1", 11, { roles: [name, "hello-web"] }), ...others];
  const runs = [{}, ...(variants[name] ?? [])].map((specification) =>
    outcomes(role, "apply", { machines, specification }),
  );
  const found = (await Promise.all(runs))
    .flat()
    .filter(({ id, props }) => id.startsWith("package:") && props.ensure !== "absent");
  return [...new Set(found.map(({ props }) => String(props.name)))].sort();
}

describe("what a role requires on Debian 12", () => {
  it.each(folders)("is what it installs there: %s", async (folder) => {
    const requirements = readRequirements({ directory: folder, owner: folder });
    const apply = (await import(join(folder, "apply/index.ts"))).default;

    const installed = await packagesOf(inMemoryRole(folder, { apply, test: apply }));

    expect(requirements, "a role without requirements.yml cannot be installed without internet").toBeDefined();
    expect(
      requirementsFor(requirements ?? {}, "debian-12")
        .packages.map(({ name }) => name)
        .sort(),
    ).toEqual(installed);
  });
});
