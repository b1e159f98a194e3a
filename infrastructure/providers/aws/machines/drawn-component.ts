import type { Manifest } from "@lambdastack/core";
import { type CloudComponent, cloudComponentsOf, cloudOf } from "@lambdastack/infrastructure";
import { defaultOf } from "../default-of.ts";
import { type Image, imageOf } from "./images.ts";
import { machineOf, type VirtualMachine } from "./machine-documents.ts";

/** A component that is switched on, with everything that is said of its machines. */
export interface DrawnComponent extends CloudComponent {
  virtualMachine: VirtualMachine;
  image: Image;
}

/** By name. */
export function drawnComponents(manifest: Manifest): Map<string, DrawnComponent> {
  const own = defaultOf<Record<string, string>>(manifest, "cloud-os-image-defaults");
  const cloud = cloudOf(manifest);
  return new Map(
    cloudComponentsOf(manifest).map((component) => {
      const virtualMachine = machineOf(component, manifest);
      const image = imageOf(virtualMachine.os_full_name ?? cloud.image, own);
      return [component.name, { ...component, virtualMachine, image }];
    }),
  );
}
