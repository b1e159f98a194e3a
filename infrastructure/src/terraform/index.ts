/** What provider folders of clouds build on, as `@lambdastack/infrastructure`. */
export type {
  Blueprint,
  BlueprintMachine,
  CloudAccess,
  Drawing,
  FoundMachine,
  TerraformCloud,
} from "./terraform-provider.ts";
