import { join } from "node:path";
import { configured, contentOf, inMemoryRole, machineNamed, outcomes } from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "../apply/index.ts";
import scale from "../scale/index.ts";
import test from "../test/index.ts";
import upgrade from "../upgrade/index.ts";

const role = inMemoryRole(join(import.meta.dirname, ".."), { apply, test, scale, upgrade });
const machine = (n: number) =>
  machineNamed(`demo-postgresql-${n}`, 10 + n, { component: "postgresql", roles: ["postgresql"], index: n });
const machines = [1, 2, 3].map(machine);
const specification = { extensions: { replication: { enabled: true } } };
const settings = "file:/etc/repmgr.conf";
const place = "command:postgresql is the primary or follows it";

describe("a replicated postgresql", () => {
  it("is in its place before accounts and databases are made, which only a primary takes", async () => {
    const all = await outcomes(role, "apply", { machines, specification });

    const ids = all.map(({ id }) => id);
    expect(ids.slice(ids.indexOf("service:postgresql@15-main.service"))).toEqual([
      "service:postgresql@15-main.service",
      "command:postgresql reads pg_hba.conf",
      "command:postgresql accounts for replication",
      place,
      "command:postgresql has no copy whose machine is gone",
      "service:repmgrd.service",
      "command:postgresql account lambdastack",
    ]);
  });

  it("looks for a copy that was broken off before it starts the database", async () => {
    const ids = (await outcomes(role, "apply", { machines, specification })).map(({ id }) => id);

    expect(ids.indexOf("command:postgresql has no half copy")).toBeGreaterThan(0);
    expect(ids.indexOf("command:postgresql has no half copy")).toBeLessThan(
      ids.indexOf("service:postgresql@15-main.service"),
    );
  });

  it("renders what repmgr and its watcher read", async () => {
    const all = await outcomes(role, "apply", { machines, specification });

    await expect(contentOf(all, settings)).toMatchFileSnapshot("../__golden__/repmgr.conf");
    await expect(contentOf(all, "unit:repmgrd.service")).toMatchFileSnapshot("../__golden__/repmgrd.service");
    expect(contentOf(all, "file:/etc/postgresql/15/main/pg_hba.conf")).toContain(
      "host replication ls_repmgr samenet scram-sha-256\nhost postgres ls_repmgr samenet scram-sha-256\nhost ls_repmgr ls_repmgr_admin samenet scram-sha-256\n",
    );
  });

  describe("with parameters of the document's own", () => {
    const withParameters = (...parameters: { name: string; value: string }[]) => ({
      ...specification,
      config_file: { parameter_groups: [{ name: "OWN", subgroups: [{ name: "Own", parameters }] }] },
    });

    it("still loads the library that it needs", async () => {
      const all = await outcomes(role, "apply", {
        machines,
        specification: withParameters({ name: "work_mem", value: "5MB" }),
      });

      expect(contentOf(all, "file:/etc/postgresql/15/main/conf.d/lambdastack.conf")).toContain(
        "shared_preload_libraries = 'repmgr'",
      );
    });

    it("refuses one that leaves out that library", async () => {
      const without = withParameters({ name: "shared_preload_libraries", value: "'pg_stat_statements'" });
      const besides = withParameters({ name: "shared_preload_libraries", value: "'pg_stat_statements, repmgr'" });

      await expect(outcomes(role, "apply", { machines, specification: without })).rejects.toMatchObject({
        code: "postgresql-library-missing",
      });
      expect(await outcomes(role, "apply", { machines, specification: besides })).not.toEqual([]);
    });
  });

  it("keeps passwords in a file of the database's user alone, and out of arguments", async () => {
    const all = await outcomes(role, "apply", { machines, specification });

    expect(all.find(({ id }) => id === "file:/var/lib/postgresql/.pgpass")).toMatchObject({
      sensitive: true,
      props: {
        mode: "0600",
        owner: "postgres",
        content:
          "*:*:*:ls_repmgr_admin:secret(postgresql-privileged-password)\n*:*:*:ls_repmgr:secret(postgresql-replication-password)\n",
      },
    });
    const accounts = all.find(({ id }) => id === "command:postgresql accounts for replication");
    expect(accounts?.props.run).not.toContain("secret(");
  });

  it.each([
    [2, "manual"],
    [3, "automatic"],
  ])("of %i machines has a %s failover", async (count, failover) => {
    const all = await outcomes(role, "apply", { machines: machines.slice(0, count), specification });

    expect(contentOf(all, settings)).toContain(`failover=${failover}\n`);
  });

  it("says which machine is the primary at first, and who the others are", async () => {
    const [first, second] = await Promise.all(
      machines.slice(0, 2).map((one) => outcomes(role, "apply", { machines, machine: one, specification })),
    );

    const environment = (all = first) => all?.find(({ id }) => id === place)?.props.environment;
    expect(environment()).toMatchObject({ IS_FIRST: "yes", OTHERS: "192.0.2.12 192.0.2.13", NODES: "1 2 3", NODE: 1 });
    expect(environment(second)).toMatchObject({ IS_FIRST: "no", OTHERS: "192.0.2.11 192.0.2.13" });
  });

  it("refuses passwords that the password file cannot hold", () => {
    const replication = { enabled: true, replication_user_password: "a:b" };

    expect(() => configured(role, { extensions: { replication } })).toThrow();
  });

  it("refuses two machines of one number", async () => {
    const run = outcomes(role, "apply", { machines: [machine(1), { ...machine(2), index: 1 }], specification });

    await expect(run).rejects.toMatchObject({ code: "postgresql-same-number" });
  });

  it("wants the standbys that there should be", async () => {
    const all = await outcomes(role, "test", { machines, specification });

    expect(all.find(({ id }) => id === "check:postgresql replicates")?.props.contains).toBe("2 of them stream");
  });

  it("lets a standby go after its primary forgot it, and asks what the last ones hold", async () => {
    const one = await outcomes(role, "scale", { machines, leaving: machines.slice(2), specification });
    const all = await outcomes(role, "scale", { machines, leaving: machines, specification });

    expect(one.map(({ id }) => id)).toEqual([
      "check:asking postgresql what it is",
      "command:postgresql leaves the replication",
    ]);
    expect(all.map(({ id }) => id)).toEqual(["check:asking the database what it holds"]);
  });

  it("is led by its primary in an upgrade", async () => {
    const all = await outcomes(role, "upgrade", { machines, specification });

    expect(all.map(({ id }) => id)).toEqual([
      "step:repmgrd waits for the primary",
      "check:postgresql is the primary",
      "step:repmgrd watches the primary again",
    ]);
    expect(all[1]?.props.environment).toMatchObject({ ADDRESS: "192.0.2.11" });
    expect(await outcomes(role, "upgrade", { machines })).toEqual([]);
  });
});
