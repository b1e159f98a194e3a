export { callMethod, type LoadedModule, type ModuleMethod } from "./call-method.ts";
export { guardSections, type SectionOwner } from "./guard-sections.ts";
export { requireKept } from "./keep-promise.ts";
export type { Module, ModuleContext, ModuleDrift, Section, Sections } from "./module.ts";
export { sectionsOf } from "./sections-of.ts";
export {
  destroys,
  differenceLines,
  isKept,
  isUnknown,
  pathText,
  type StateDifference,
  stateDifferences,
} from "./state-difference.ts";
