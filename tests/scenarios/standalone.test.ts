import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: halves
  admin_user:
    name: operations
  local:
    address_pool: 10.81.2.0/24
  components:
    web:
      count: 1
`;

let cluster: Cluster;

/** What a role and its packages leave on a machine. */
const machineState = () =>
  cluster.on(
    "halves-web-1",
    `dpkg-query -W; id operations; cat /etc/passwd /etc/hosts
     sha256sum /etc/nginx/nginx.conf /var/www/hello-web/* /etc/systemd/system/*/lambdastack.conf
     stat -c '%n %a %U' /etc/nginx/nginx.conf /var/www/hello-web/*
     systemctl list-unit-files --state=enabled --no-legend; systemctl is-active nginx prometheus-node-exporter`,
  );

/** Every file that the build folder describes the cluster with, without what differs from run to run. */
function buildFolder(): Record<string, unknown> {
  const text = (path: string) => readFileSync(join(cluster.build, path), "utf8").replaceAll(cluster.folder, "");
  const { lineage: _, serial: __, ...state } = parse(text("state.yml")) as Record<string, unknown>;
  const applied = readdirSync(join(cluster.build, "applied"));
  return {
    folders: readdirSync(cluster.build).filter((entry) => !entry.startsWith(".")),
    manifest: text("manifest.yml"),
    inventory: text("inventory.yml"),
    state: stringify(state),
    applied: Object.fromEntries(applied.map((file) => [file, withoutRun(JSON.parse(text(`applied/${file}`)))])),
    secrets: existsSync(join(cluster.build, "secrets")) ? readdirSync(join(cluster.build, "secrets")) : [],
    keys: readdirSync(join(cluster.build, "keys")),
  };
}

/** Which run wrote last is told by the number of its journal. */
const withoutRun = ({ journal: _, ...applied }: Record<string, unknown>): Record<string, unknown> => applied;

describe.skipIf(!machinesPossible())("infra and components as processes of their own", () => {
  beforeAll(() => {
    cluster = new Cluster("halves", documents);
  });
  endWithSuite(() => [cluster]);

  it("leave the same machine and build folder as lambdastack does", async () => {
    const infra = await cluster.run("infrastructure", "apply", "-f", "input.yaml");
    const components = await cluster.run("components", "apply", "-b", cluster.build);
    const [machine, folder] = [machineState(), buildFolder()];
    const noOp = await cluster.apply();
    await cluster.lambdastack("destroy", "-b", cluster.build, "--auto-approve");

    const whole = await cluster.apply();

    expect([infra.status, components.status, whole.status]).toEqual([0, 0, 0]);
    expect(JSON.parse(noOp.stdout).changed).toBe(0);
    expect(buildFolder()).toEqual(folder);
    expect(machineState()).toBe(machine);
  });

  it.each([
    ["lambdastack infra", "lambdastack", ["infra"]],
    ["infra", "infrastructure", []],
  ] as const)("%s applies, analyses and destroys as the seed prints it", async (_, command, words) => {
    cluster.write("data.yaml", cluster.read("input.yaml"));
    const seed = (line: string) => cluster.run(command, ...words, ...line.split(" "));

    const applied = await seed("apply -f data.yaml");
    const machines = Object.keys(cluster.addresses());
    const analysed = await seed("analyse -f data.yaml");
    const written = ["manifest.yml", "inventory.yml"].map((file) => existsSync(join(cluster.build, file)));
    const destroyed = await seed(`destroy -b ${cluster.build}/ --auto-approve`);

    expect(
      [applied, analysed, destroyed].map(({ status }) => status),
      destroyed.stderr,
    ).toEqual([0, 0, 0]);
    expect([machines, written]).toEqual([["halves-web-1"], [true, true]]);
    expect(existsSync(join(cluster.build, "state.yml"))).toBe(false);
  });
});
