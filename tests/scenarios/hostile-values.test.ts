import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Settings, StackError, settings } from "@lambdastack/core";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { LambdaStack } from "../../lambdastack/src/lambdastack.ts";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { type StringField, stringFields } from "../lab/string-fields.ts";
import { isLong, seed } from "../lab/sweep.ts";

/** Made by whatever executes a hostile value, here or on a machine. */
const marker = "/tmp/lambdastack-was-executed";
const machines = ["hostile-all-1", "hostile-balancer-1"];

const texts = [
  `$(touch ${marker})\`touch ${marker}\`;touch ${marker}|touch ${marker}&'"; touch ${marker} #`,
  `$(touch\${IFS}${marker})`,
  `"; touch ${marker}; "`,
  `'; touch ${marker}; '`,
  `a\ntouch ${marker}\n$(touch ${marker})\n`,
  `\${@touch ${marker}} {{x}} {% x %} %n %s \${file("${marker}")} <%= 1 %>`,
  `-rf`,
  `../..${marker}`,
  `/../..${marker}`,
];

interface Case {
  kind: string;
  path: string;
  text: string;
  documents: object[];
}

const configurations = [join(checkout, "components/plugins"), join(checkout, "plugins")].flatMap((directory) =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => existsSync(join(directory, entry.name, "schema.yml")))
    .map(({ name }) => ({
      kind: `configuration/${name}`,
      fields: stringFields(parse(readFileSync(join(directory, name, "schema.yml"), "utf8"))),
    })),
);
/** Those that the cluster has, so that their values are applied; of others documents are read. */
const roles = ["haproxy", "hello-web", "node-exporter", "postgresql", "prometheus"];

const cluster = {
  kind: "lambdastack-cluster",
  name: "default",
  provider: "local",
  specification: {
    name: "hostile",
    admin_user: { name: "operations" },
    local: { network: "full", address_pool: "10.89.0.0/24" },
    components: { all: { count: 1 }, balancer: { count: 1 } },
  },
};
const mapping = {
  kind: "configuration/feature-mapping",
  name: "default",
  specification: { roles_mapping: { all: roles.filter((role) => role !== "haproxy"), balancer: ["haproxy"] } },
};

function withField(kind: string, { path, withText }: StringField, text: string): Case {
  const role = { kind, name: "default", specification: withText(text) };
  return { kind, path, text, documents: [cluster, mapping, role] };
}

const isApplied = ({ kind }: Case): boolean =>
  !configurations.some((one) => one.kind === kind) || roles.includes(kind.replace("configuration/", ""));

/** Fields around a specification that every document has. */
const headers: Case[] = texts.flatMap((text) =>
  ["title", "name", "version", "kind"].map((path) => ({
    kind: "configuration/hello-web",
    path,
    text,
    documents: [
      cluster,
      mapping,
      { kind: "configuration/hello-web", name: "default", specification: {}, [path]: text },
    ],
  })),
);

const clusterCases: Case[] = stringFields(
  parse(readFileSync(join(checkout, "core/documents/lambdastack-cluster/schema.yml"), "utf8")),
).flatMap(({ path, withText }) =>
  texts.map((text) => {
    const specification = { ...cluster.specification, ...withText(text) };
    return { kind: cluster.kind, path, text, documents: [{ ...cluster, specification }, mapping] };
  }),
);

const all: Case[] = [
  ...configurations.flatMap(({ kind, fields }) =>
    fields.flatMap((field) => texts.map((text) => withField(kind, field, text))),
  ),
  ...clusterCases,
  ...headers,
];

const yaml = (documents: readonly object[]) => documents.map((document) => stringify(document)).join("---\n");

describe("hostile values in every text of every document", () => {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const accepted: Case[] = [];

  it("are refused with a place and a reason, or stay as they are; none is a bug", async () => {
    const file = join(folder, "input.yaml");
    const product = new LambdaStack(
      settings({ cwd: folder, plugins: [join(checkout, "plugins")] } satisfies Partial<Settings>),
    );

    for (const one of all) {
      writeFileSync(file, yaml(one.documents));
      try {
        await product.open({ files: [file] });
        if (isApplied(one)) accepted.push(one);
      } catch (error) {
        expect(error, `${one.kind} ${one.path}`).toBeInstanceOf(StackError);
      }
    }

    expect(existsSync(marker)).toBe(false);
    expect(configurations.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(roles.map((role) => `configuration/${role}`)),
    );
    expect(all.length).toBeGreaterThan(500);
    expect(accepted.length).toBeGreaterThan(50);
  });

  describe.skipIf(!machinesPossible())("on real machines", () => {
    let lab: Cluster;
    beforeAll(async () => {
      lab = new Cluster("hostile", yaml([cluster, mapping]));
      expect((await lab.apply()).status).toBe(0);
    });
    endWithSuite(() => [lab]);

    it(`never run, applied ${isLong ? "one after the other" : "as a sample"} (seed ${seed})`, {
      timeout: 3_600_000,
    }, async () => {
      process.stderr.write(
        `hostile values: ${accepted.length} accepted of ${all.length}, LAMBDASTACK_TEST_SEED=${seed}\n`,
      );
      const chosen = isLong
        ? accepted
        : fc.sample(fc.shuffledSubarray(accepted, { minLength: 8, maxLength: 8 }), { seed, numRuns: 1 })[0];

      for (const one of chosen ?? []) {
        lab.write("input.yaml", yaml(one.documents));
        const { status, stderr } = await lab.apply();

        const what = `${one.kind} ${one.path} = ${JSON.stringify(one.text)}`;
        expect([0, 1, 3, 4], `${what}\n${stderr}`).toContain(status);
        expect(existsSync(marker), what).toBe(false);
        for (const machine of machines)
          expect(lab.on(machine, `test -e ${marker} && echo executed || echo nothing`), what).toBe("nothing");
      }

      lab.write("input.yaml", yaml([cluster, mapping]));
      const { status, stderr } = await lab.apply();
      expect(status, stderr).toBe(0);
    });
  });
});
