export { coversSystem, requirementsFor, type SystemRequirements } from "./for-system.ts";
export { type RequirementsFolder, readRequirements } from "./read-requirements.ts";
export type {
  FileRequirement,
  ImageRequirement,
  PackageRequirement,
  PackageSource,
  Requirements,
} from "./requirements.ts";
export { fileName } from "./requirements-rules.ts";
