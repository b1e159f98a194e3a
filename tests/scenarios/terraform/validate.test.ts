import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { aws } from "../../../infrastructure/providers/aws/index.ts";
import { azure } from "../../../infrastructure/providers/azure/index.ts";
import { google } from "../../../infrastructure/providers/google/index.ts";
import { cloudUnderTest } from "../../../infrastructure/src/terraform/fixtures/cloud-under-test.ts";
import { checkout, start } from "../../lab/lambdastack.ts";
import { makeMirror } from "../../terraform-double/make-mirror.mjs";
import { components, oldInputs, withCluster } from "./clusters.ts";
import { type Configuration, configurationOf, writeConfigurations } from "./configurations.ts";
import { providerMirror, useMirror } from "./emulator/provider-mirror.ts";

const folder = mkdtempSync(join(tmpdir(), "validate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
const mirror = hasTerraform ? providerMirror() : undefined;

interface Subject {
  cloud: typeof aws;
  /** How Terraform comes to the provider; undefined where this computer does not have it. */
  surroundings(work: string): Record<string, string> | undefined;
  /** What a cluster document may say besides, each a way that the templates can go. */
  ways: Record<string, { cloud?: object; component?: object; documents?: string }>;
}

const subnets = (zones: readonly string[]) =>
  zones.map((availability_zone, place) => ({ availability_zone, address_pool: `10.1.${place}.0/24` }));

const document = (provider: string, kind: string, specification: object): string =>
  `---\n${JSON.stringify({ kind: `infrastructure/${kind}`, provider, name: "default", specification })}\n`;

const requirements: Record<string, object> = { kubernetes_node: { kubernetes_master: { count: 1 } } };

const open = { use_public_ips: true, ssh_sources: ["203.0.113.7/32"], tags: [{ owner: "me" }] };

const subjects: Subject[] = [
  {
    cloud: aws,
    surroundings: (work) => (mirror === undefined ? undefined : useMirror(mirror, work)),
    ways: {
      "given-network": {
        cloud: { network: { id: "vpc-0123456789abcdef0" } },
        component: { subnets: [{ id: "subnet-1" }] },
      },
      zones: { component: { subnets: subnets(["us-east-1a", "us-east-1b"]) } },
      disks: {
        documents: document("aws", "virtual-machine", {
          mount_efs: true,
          disks: { additional_disks: [{ device_name: "/dev/sdf", volume_size: 10 }] },
        }),
      },
    },
  },
  {
    cloud: azure,
    surroundings: (work) => makeMirror(work, "azurerm"),
    ways: {
      "given-network": {
        cloud: {
          network: { id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n" },
        },
        component: { subnets: [{ id: "/subscriptions/s/x/subnets/one" }] },
      },
      "given-group": { documents: document("azure", "resource-group", { name: "group", exists: true }) },
      zones: { component: { subnets: subnets(["1", "2"]) } },
      set: { component: { availability_set: "together" } },
      disks: {
        documents:
          document("azure", "virtual-machine", { additional_disks: [{ lun: 10, disk_size_gb: 64 }] }) +
          document("azure", "storage-share", { enabled: true }),
      },
    },
  },
  {
    cloud: google,
    surroundings: (work) => makeMirror(work, "google"),
    ways: {
      "given-network": {
        cloud: { network: { id: "projects/p/global/networks/n" } },
        component: { subnets: [{ id: "projects/p/regions/europe-west1/subnetworks/one" }] },
      },
      zones: { component: { subnets: subnets(["europe-west1-b", "europe-west1-c"]) } },
      disks: {
        documents:
          document("google", "virtual-machine", { additional_disks: [{ name: "data", size_gb: 64 }] }) +
          document("google", "shared-storage", { enabled: true }),
      },
    },
  },
];

describe.each(subjects)("every configuration of $cloud.name", ({ cloud, surroundings, ways }) => {
  const under = cloudUnderTest(cloud);
  const work = mkdtempSync(join(folder, `${cloud.name}-`));
  const environment = hasTerraform ? surroundings(work) : undefined;
  const old = oldInputs(cloud.name);

  async function template(all: boolean): Promise<string> {
    const name = `${cloud.name}-template-${all}.yaml`;
    const words = ["template", "-f", name, "-p", cloud.name, ...(all ? ["--all"] : [])];
    const { status, stderr } = await start("infrastructure", words, folder).ended;
    if (status !== 0) throw new Error(stderr);
    return readFileSync(join(folder, name), "utf8");
  }

  async function configurations(): Promise<Configuration[]> {
    const [minimal, all] = [await template(false), await template(true)];
    const texts: Record<string, string> = { minimal, all, ...old };
    const only = (text: string, component: string, more: Subject["ways"][string] = {}): string =>
      withCluster(text, (specification) => ({
        cloud: { ...(specification.cloud as object), ...more.cloud },
        components: { ...requirements[component], [component]: { count: 2, ...more.component } },
      })) + (more.documents ?? "");
    for (const component of components) {
      texts[`minimal-${component}`] = only(minimal, component);
      texts[`all-${component}`] = only(all, component);
      texts[`open-${component}`] = only(minimal, component, { cloud: open });
    }
    for (const [way, more] of Object.entries(ways)) texts[way] = only(minimal, "kafka", more);
    texts.ungrouped = only(minimal, "kafka", { cloud: { network: { use_network_security_groups: false } } });
    return Promise.all(Object.entries(texts).map(([name, text]) => configurationOf(under, name, text)));
  }

  const terraform = (...words: string[]) =>
    spawnSync("terraform", words, {
      cwd: work,
      env: { ...process.env, ...environment, CHECKPOINT_DISABLE: "1" },
      encoding: "utf8",
    });
  const validate = () =>
    JSON.parse(terraform("validate", "-json").stdout) as {
      diagnostics: { severity: string; summary: string }[];
    };

  it.skipIf(!environment)(
    `is valid and as fmt writes it${environment ? "" : " (SKIPPED: no terraform, or no provider for it)"}`,
    async () => {
      const all = await configurations();
      writeConfigurations(work, all);
      const initialised = terraform("init", "-input=false", "-no-color");
      expect(initialised.status, initialised.stderr).toBe(0);

      expect(validate().diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(terraform("fmt", "-check", "-recursive").stdout).toBe("");
      expect(all.length).toBeGreaterThan(45);
    },
  );

  if (Object.keys(old).length === 0 && cloud !== google)
    it.skip(`SKIPPED: no inputs of the old products in ${join(checkout, "../shared")}`, () => undefined);

  // one cloud shows that the way of asking can fail
  if (cloud !== google) return;
  it.skipIf(!environment)("would be seen to be wrong, in a value as in a file", () => {
    const values = join(work, "values/all-kafka.json");
    writeFileSync(values, readFileSync(values, "utf8").replace(/"machines":\{/, '"machines":{"odd":"none",'));
    const [module = ""] = readdirSync(join(work, "modules"));
    const network = join(work, "modules", module, "010_network.tf");
    writeFileSync(network, readFileSync(network, "utf8").replace("for_each = var.subnets", "$&\n  unheard_of = 1"));

    const { diagnostics } = validate();

    const errors = diagnostics.filter(({ severity }) => severity === "error").map(({ summary }) => summary);
    expect(errors).toEqual(expect.arrayContaining(["Invalid value for input variable", "Unsupported argument"]));
  });
});
