import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const machine = "adversity-web-1";
const page = "/var/www/hello-web";

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: adversity
  admin_user: { name: operations }
  local: { address_pool: 10.92.0.0/24, network: full }
  components:
    web: { count: 1 }
---
kind: configuration/hello-web
name: default
specification:
  greeting: before
`;

describe.skipIf(!machinesPossible())("adversity on a real machine", () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = new Cluster("adversity", documents);
    const { status, stderr } = await cluster.apply();
    expect(status, stderr).toBe(0);
  });
  endWithSuite(() => [cluster]);

  const greet = (greeting: string) => cluster.edit(/greeting: .*/, `greeting: ${greeting}`);
  /** Resources that the last run has begun to change. */
  const inWork = () =>
    readFileSync(cluster.lastEvents(), "utf8")
      .split("\n")
      .flatMap((line) =>
        line.includes('"resource-started"') ? [(JSON.parse(line) as { resource: string }).resource] : [],
      );
  const served = () => cluster.on(machine, `cat ${page}/index.html`);

  it("a full disk is an error that says so, leaves the old file whole, and the next apply goes on", async () => {
    const before = served();
    cluster.on(
      machine,
      `cp -a ${page} /root/kept; mount -t tmpfs -o size=8k,mode=755 tmpfs ${page}; cp -a /root/kept/. ${page}/
       cat /dev/zero > ${page}/fill 2>/dev/null || :`,
    );
    greet("while the disk is full");

    const full = await cluster.apply();
    const during = served();
    cluster.on(machine, `rm ${page}/fill`);
    const next = await cluster.apply();

    expect(full.status).toBe(1);
    expect(full.stderr).toMatch(/No space left on device/);
    expect(full.stderr).toMatch(/lambdastack apply -b/);
    expect(during).toBe(before);
    expect(next.status, next.stderr).toBe(0);
    expect(served()).toContain("while the disk is full");
    expect(await cluster.pending()).toMatchObject({ status: 0, changes: [] });
    cluster.on(
      machine,
      `cp -a ${page}/index.html /root/index.html; umount ${page}; cp -a /root/index.html ${page}/index.html`,
    );
  });

  it("a network that is lost on the way ends the command with the machine's name, and the next apply finishes", async () => {
    greet("after the network was gone");
    const cable = cableOf(cluster.addresses()[machine] ?? "");
    // the role's files are in the machine's hands when the cable is pulled
    const hold = "/etc/nginx/nginx.conf";
    cluster.on(
      machine,
      `echo '# by hand' >> ${hold}; mv /usr/sbin/nginx /usr/sbin/nginx.real
      printf '#!/bin/sh\\nsleep 3\\nexec /usr/sbin/nginx.real "$@"\\n' > /usr/sbin/nginx; chmod 755 /usr/sbin/nginx`,
    );
    const running = cluster.apply();
    await expect.poll(inWork, { interval: 50 }).toContain("file:/etc/nginx/nginx.conf");
    execFileSync("ip", ["link", "set", cable, "down"]);

    const lost = await running;
    execFileSync("ip", ["link", "set", cable, "up"]);
    const next = await cluster.apply();

    expect(lost.status, lost.stderr).toBe(1);
    expect(lost.stderr).toContain(machine);
    expect(lost.stderr).toMatch(/continues where this run stopped/);
    expect(next.status, next.stderr).toBe(0);
    expect(served()).toContain("after the network was gone");
    expect(await cluster.pending()).toMatchObject({ status: 0, changes: [] });
  }, 180_000);
});

/** The computer's end of the cable of the machine with this address; the cluster has one machine. */
function cableOf(address: string): string {
  const route = execFileSync("ip", ["-o", "route", "get", address], { encoding: "utf8" });
  const bridge = /dev (\S+)/.exec(route)?.[1] ?? "";
  const [cable] = readdirSync(`/sys/class/net/${bridge}/brif`);
  if (cable === undefined) throw new Error(`nothing is plugged into ${bridge}`);
  return cable;
}
