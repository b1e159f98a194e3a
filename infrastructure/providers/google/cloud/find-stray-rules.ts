import { type CloudAccess, cloudOf, type FoundThing, nameBase } from "@lambdastack/infrastructure";
import { defaultOf } from "../draw/default-of.ts";
import { askCloud } from "./client.ts";

interface Firewall {
  name: string;
  selfLink: string;
  network: string;
}

/** Firewall rules in the cluster's own network that Terraform did not make. A network of others has rules of others. */
export async function findStrayRules(access: CloudAccess, known: ReadonlySet<string>): Promise<FoundThing[]> {
  const { manifest } = access;
  if (cloudOf(manifest).network !== undefined) return [];
  const { name = `${nameBase(manifest)}-network` } = defaultOf<{ name?: string }>(manifest, "network");
  return askCloud(access, "firewall rules of the cluster's network", async (ask) => {
    const pages = await ask<{ nextPageToken?: string; items?: Firewall[] }>("global/firewalls", {});
    const here = pages.flatMap(({ items = [] }) =>
      items.filter(({ network }) => network.endsWith(`/networks/${name}`)),
    );
    const rules = here.map((rule) => ({ ...rule, id: rule.selfLink.replace(/^.*?(?=projects\/)/, "") }));
    return rules
      .filter(({ id }) => !known.has(id))
      .map((rule) => ({ what: "firewall rule", name: rule.name, id: rule.id }));
  });
}
