import {
  configured,
  contentOf,
  inMemoryRole,
  machineNamed,
  outcomes,
  publications,
} from "@lambdastack/core/role-testing";
import { describe, expect, it } from "vitest";
import apply from "./apply/index.ts";
import backup from "./backup/index.ts";
import restore from "./restore/index.ts";
import scale from "./scale/index.ts";
import test from "./test/index.ts";

const role = inMemoryRole(import.meta.dirname, { apply, test, scale, backup, restore });
const parameters = "file:/etc/postgresql/15/main/conf.d/lambdastack.conf";
const access = "file:/etc/postgresql/15/main/pg_hba.conf";
const withParameter = (name: string, value: unknown, more = {}) => ({
  config_file: {
    parameter_groups: [{ name: "G", subgroups: [{ name: "S", parameters: [{ name, value, ...more }] }] }],
  },
});

/** The document of the old products, shortened: their names and kinds of values. */
const old = {
  config_file: {
    parameter_groups: [
      {
        name: "CONNECTIONS AND AUTHENTICATION",
        subgroups: [
          {
            name: "Connection Settings",
            parameters: [{ name: "listen_addresses", value: "'10.0.0.5'", comment: "one address" }],
          },
        ],
      },
      {
        name: "RESOURCE USAGE (except WAL)",
        subgroups: [
          {
            name: "Kernel",
            parameters: [{ name: "shared_preload_libraries", value: "AUTOCONFIGURED", comment: "by us" }],
          },
        ],
      },
      {
        name: "REPLICATION",
        subgroups: [{ name: "Sending", parameters: [{ name: "max_wal_senders", value: 10, when: "replication" }] }],
      },
    ],
  },
  extensions: {
    pgaudit: {
      enabled: "yes",
      shared_preload_libraries: ["pgaudit"],
      config_file_parameters: { log_statement: "none", "pgaudit.log_catalog": "off # to reduce overhead of logging" },
    },
    pgbouncer: { enabled: false },
    replication: {
      enabled: false,
      replication_user_name: "ls_repmgr",
      replication_user_password: "PASSWORD_TO_CHANGE",
    },
  },
  logrotate: { pgbouncer: { period: "weekly", rotations: 5 } },
};

describe("postgresql apply", () => {
  it("installs, configures and starts before it makes accounts", async () => {
    const all = await outcomes(role, "apply");

    expect(all.map(({ id }) => id)).toEqual([
      "package:postgresql-common",
      "directory:/etc/postgresql-common/createcluster.d",
      "file:/etc/postgresql-common/createcluster.d/lambdastack.conf",
      "package:postgresql-15",
      "package:logrotate",
      parameters,
      access,
      "file:/etc/logrotate.d/postgresql-common",
      "service:postgresql@15-main.service",
      "command:postgresql reads pg_hba.conf",
      "command:postgresql account lambdastack",
    ]);
  });

  it("renders its defaults", async () => {
    const all = await outcomes(role, "apply");

    await expect(contentOf(all, parameters)).toMatchFileSnapshot("__golden__/defaults.conf");
    await expect(contentOf(all, access)).toMatchFileSnapshot("__golden__/pg_hba.conf");
  });

  it("lets a document of the old products take effect", async () => {
    const all = await outcomes(role, "apply", { specification: old });

    expect(all.map(({ id }) => id)).toContain("package:postgresql-15-pgaudit");
    await expect(contentOf(all, parameters)).toMatchFileSnapshot("__golden__/old-document.conf");
  });

  it("keeps hostile values as values", async () => {
    const hostile = ["$(touch /x)", "it's", "'; include '/etc/shadow", "{{x}}", "C:\\", "../..", "-rf"];

    const contents = await Promise.all(
      hostile.map(async (value) =>
        contentOf(await outcomes(role, "apply", { specification: withParameter("x", value) }), parameters),
      ),
    );

    expect(contents.map((content) => content.trim().split("\n").at(-1))).toEqual([
      "x = '$(touch /x)'",
      "x = 'it''s'",
      "x = '''; include ''/etc/shadow'",
      "x = '{{x}}'",
      "x = 'C:\\\\'",
      "x = '../..'",
      "x = '-rf'",
    ]);
  });

  it.each([
    ["a line break in a value", withParameter("x", "a\ninclude 'b'")],
    ["a line break in a comment", withParameter("x", "a", { comment: "a\ninclude 'b'" })],
    ["a parameter that is no name", withParameter("include 'x'", "a")],
    ["the account of the product", { users: [{ name: "postgres" }] }],
    ["an account with a quote", { users: [{ name: 'a"b' }] }],
    ["an address with more than an address", { access: [{ database: "all", user: "all", address: "samenet trust" }] }],
  ])("refuses %s", (_what, specification) => {
    expect(() => configured(role, specification)).toThrow(/configuration\/postgresql|specification|pattern|must/);
  });

  it("says that pgbouncer cannot be enabled yet", async () => {
    const run = outcomes(role, "apply", { specification: { extensions: { pgbouncer: { enabled: true } } } });

    await expect(run).rejects.toThrow("extensions.pgbouncer, which this version cannot set up yet");
  });

  it("names every stray owner at once", async () => {
    const databases = [{ name: "a", owner: "x" }, { name: "b", owner: "y" }, { name: "c" }];

    const run = outcomes(role, "apply", { specification: { databases } });

    await expect(run).rejects.toMatchObject({ problems: [{ code: "postgresql-unknown-database-owner" }, {}] });
  });

  it("hands passwords over by environment only", async () => {
    const specification = { users: [{ name: "shop", password: "hunter2" }, { name: "other" }] };

    const all = await outcomes(role, "apply", { specification });

    const accounts = all.filter(({ id }) => id.startsWith("command:postgresql account"));
    expect(accounts.map(({ props }) => (props.environment as Record<string, string>).PASSWORD)).toEqual([
      "secret(postgresql-admin-password)",
      "secret(postgresql-default-users-shop-password)",
      "secret(postgresql-user-other-password)",
    ]);
    expect(JSON.stringify(accounts.map(({ props }) => [props.run, props.unless]))).not.toContain("secret(");
  });

  it("publishes the port that a parameter gives", async () => {
    const machines = [machineNamed("demo-postgresql-1", 21)];

    const published = await publications(role, { machines, specification: withParameter("port", "'5433'") });

    expect(published).toEqual({ postgresql: { address: "192.0.2.21", port: 5433, version: "15" } });
  });

  it("does not depend on the number of machines", async () => {
    const first = machineNamed("demo-postgresql-1", 21);

    const alone = await outcomes(role, "apply", { machines: [first] });
    const grown = await outcomes(role, "apply", { machines: [first, machineNamed("demo-web-1", 22)] });

    expect(grown).toEqual(alone);
  });
});

describe("postgresql test", () => {
  it("logs in over the network and writes to a table", async () => {
    const all = await outcomes(role, "test", { machines: [machineNamed("demo-postgresql-1", 21)] });

    expect(all.map(({ id }) => id)).toEqual([
      "check:postgresql package is installed",
      "check:postgresql service is active",
      "port:5432",
      "sql:postgresql lets the administrator in over the network",
      "check:postgresql keeps what is written to a table",
    ]);
    expect(all[3]?.props).toMatchObject({ address: "192.0.2.21", user: "lambdastack" });
  });
});

describe("a backup of a database", () => {
  const replicated = { extensions: { replication: { enabled: true } } };

  it("leaves out what replication makes for itself", async () => {
    const [alone] = await outcomes(role, "backup", { specification: { port: 6000 } });
    const [copied] = await outcomes(role, "backup", { specification: replicated });

    expect(alone).toMatchObject({
      id: "dump:databases.sql.gz",
      props: { environment: { PGPORT: "6000", LEFT_OUT: "" } },
    });
    expect(copied?.props.environment).toMatchObject({ LEFT_OUT: "ls_repmgr" });
  });

  it("is taken back before accounts get the cluster's passwords again", async () => {
    const all = await outcomes(role, "restore", { specification: { ...replicated, users: [{ name: "shop" }] } });

    expect(all.map(({ id }) => id)).toEqual([
      "load:databases.sql.gz",
      "step:postgresql accounts for replication",
      "step:postgresql account lambdastack",
      "step:postgresql account shop",
    ]);
  });
});

describe("before a machine goes", () => {
  it("asks the database on its own port what it holds", async () => {
    const [asked, ...more] = await outcomes(role, "scale", { specification: { port: 6000 } });

    expect(more).toEqual([]);
    expect(asked).toMatchObject({
      id: "check:asking the database what it holds",
      props: { environment: { PGPORT: "6000" }, run: expect.stringContaining("pg_is_in_recovery") },
    });
  });
});
