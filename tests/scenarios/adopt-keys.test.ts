import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: adopt-keys
  local: {address_pool: 10.108.0.0/24}
  components:
    web: {count: 1}
---
kind: configuration/feature-mapping
specification:
  roles_mapping:
    web: [haproxy, postgresql]
---
kind: configuration/haproxy
specification:
  timeouts:
    client: 40s   # of the browsers
`;
const web = "adopt-keys-web-1";
const settings = "/etc/haproxy/haproxy.cfg";
const rotation = "/etc/logrotate.d/postgresql-common";

interface Adopted {
  adopted: { resource: string; document: string; keys?: string[] }[];
  left: object[];
}

describe.skipIf(!machinesPossible())("changes by hand of what a role declares to be fed by a key", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(async () => {
    cluster = new Cluster("adopt-keys", documents);
    const { status, stderr } = await cluster.apply();
    if (status !== 0) throw new Error(stderr);
  });
  const specificationOf = (kind: string) =>
    parseAllDocuments(cluster.read("input.yaml"))
      .map((document) => document.toJS() as { kind: string; specification: Record<string, never> })
      .find((document) => document.kind === kind)?.specification;

  it("go into the key of HAProxy that is there, with its comment, and into a new one of PostgreSQL", async () => {
    cluster.on(web, `sed -i 's/timeout client 40s/timeout client 61s/' ${settings}`);
    cluster.on(web, `sed -i 's/rotate [0-9]*/rotate 31/' ${rotation}`);

    const { status, stdout, stderr } = await cluster.lambdastack(
      ...["audit", "-f", "input.yaml", "--adopt", "--auto-approve", "--json"],
    );

    expect(status, stderr).toBe(0);
    const { adopted, left } = JSON.parse(stdout) as Adopted;
    expect(left).toEqual([]);
    expect(adopted.map(({ resource, document, keys = [] }) => [resource, document, ...keys].join(" "))).toEqual([
      `file:${settings} configuration/haproxy "default" timeouts.client`,
      `file:${rotation} configuration/postgresql "default" logrotate.postgresql`,
    ]);
    expect(cluster.read("input.yaml")).toContain("client: 61s   # of the browsers\n");
    expect(specificationOf("configuration/postgresql")).toEqual({
      logrotate: { postgresql: expect.stringMatching(/^ *rotate 31$/m) },
    });
  });

  it("are what is wanted from then on: no file changes, HAProxy reads its own once, and then the plan is empty", async () => {
    const planned = await cluster.pending();
    const applied = await cluster.apply();
    const afterwards = await cluster.pending();

    expect(planned.changes.filter((change) => !change.includes("may-run"))).toEqual([
      `${web}: reload service:haproxy.service`,
    ]);
    expect(applied.status, applied.stderr).toBe(0);
    expect(cluster.on(web, `grep 'timeout client' ${settings}; grep -c 'rotate 31' ${rotation}`)).toBe(
      "timeout client 61s\n1",
    );
    expect(afterwards).toMatchObject({ status: 0, changes: [] });
  });
});
