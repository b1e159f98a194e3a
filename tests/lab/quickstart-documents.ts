import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { checkout } from "./lambdastack.ts";

interface Document {
  kind: string;
  name: string;
  provider?: string;
  specification: Record<string, unknown>;
}

export interface QuickstartOptions {
  name: string;
  network: "jump-host" | "full" | "isolated";
  /** Its machines get addresses of it, such as `10.81.0.0/24`. */
  pool: string;
}

/** The documents of `examples/quickstart.yaml` for a cluster of another name on another network. */
export function quickstartDocuments({ name, network, pool }: QuickstartOptions): string {
  const [cluster, ...settings] = quickstart();
  const specification = { ...cluster.specification, name, local: { network, address_pool: pool } };
  return written([{ ...cluster, specification }, ...settings]);
}

export interface GivenOptions {
  name: string;
  /** Key of the admin user, where the command line runs. */
  keyPath: string;
  /** Addresses by name of the machines that the quickstart consists of. */
  addresses: Readonly<Record<string, string>>;
}

/** The same components on machines that exist already, as somebody has them who was given these. */
export function givenQuickstartDocuments({ name, keyPath, addresses }: GivenOptions): string {
  const [cluster, ...settings] = quickstart();
  const components = Object.entries(cluster.specification.components as Record<string, object>).map(
    ([component, wanted]) => {
      const part = `-${component.replaceAll("_", "-")}-`;
      return [component, { ...wanted, machines: Object.keys(addresses).filter((machine) => machine.includes(part)) }];
    },
  );
  const specification = {
    name,
    admin_user: { name: "operations", key_path: keyPath },
    components: Object.fromEntries(components),
  };
  const machines = Object.entries(addresses).map(([machine, ip]) => ({
    kind: "infrastructure/machine",
    name: machine,
    specification: { hostname: machine, ip },
  }));
  const all = [{ ...cluster, specification }, ...settings, ...machines];
  return written(all.map((document) => ({ ...document, provider: "any" })));
}

function quickstart(): [Document, ...Document[]] {
  const documents = parseAllDocuments(readFileSync(join(checkout, "examples/quickstart.yaml"), "utf8"));
  return documents.map((document) => document.toJS() as Document) as [Document, ...Document[]];
}

const written = (documents: readonly Document[]): string => documents.map((each) => stringify(each)).join("---\n");
