/** What provider folders of clouds build on, as `@lambdastack/infrastructure`. */
export {
  type Cloud,
  type CloudComponent,
  type CloudSubnet,
  cloudComponentsOf,
  cloudOf,
  tagsOf,
} from "./drawing/cloud-components.ts";
export { cloudConfig, type FirstBoot } from "./drawing/cloud-config.ts";
export { type MachineDocument, machineDocumentOf } from "./drawing/machine-document.ts";
export { nameBase } from "./drawing/name-base.ts";
export { type ImageName, imageNames, type NamedImage, namedImage, toldSystem } from "./drawing/named-images.ts";
export { type PlacedSubnet, type Placement, type PlacementRequest, placeMachines } from "./drawing/place-machines.ts";
export { type Peer, type Traffic, type TrafficWarning, trafficOf, type WrittenRule } from "./drawing/traffic.ts";
export { terraformProvider } from "./provider.ts";
export type {
  Blueprint,
  BlueprintMachine,
  CloudAccess,
  Drawing,
  FoundMachine,
  FoundThing,
  TerraformCloud,
} from "./terraform-provider.ts";
