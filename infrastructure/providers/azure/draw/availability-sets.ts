import type { Manifest } from "@lambdastack/core";
import { defaultOf } from "./default-of.ts";
import type { DrawnComponent } from "./machine-document.ts";

interface AvailabilitySet {
  platform_fault_domain_count: number;
  platform_update_domain_count: number;
  managed: boolean;
}

/** The variable `availability_sets`: those that components name, as their documents or the one named default say. */
export function availabilitySets(manifest: Manifest, components: readonly DrawnComponent[]) {
  const names = new Set(components.flatMap(({ availabilitySet }) => availabilitySet ?? []));
  return Object.fromEntries(
    [...names].map((name) => {
      const document = manifest.documents.find(
        (one) => one.kind === "infrastructure/availability-set" && one.name === name,
      );
      const set = (document?.specification ?? defaultOf(manifest, "availability-set")) as AvailabilitySet;
      const { platform_fault_domain_count: fault_domains, platform_update_domain_count: update_domains, managed } = set;
      return [name, { fault_domains, update_domains, managed }];
    }),
  );
}
