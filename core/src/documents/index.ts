export type { NamedProvider } from "./canonical-documents.ts";
export { type ComponentSpecification, componentsOf } from "./cluster-document.ts";
export { type ComponentRoles, componentRoles } from "./component-roles.ts";
export type { Document, DocumentWarning, KindSource, Manifest, ResolvedDocuments } from "./document.ts";
export { appendDocument } from "./edit/append-document.ts";
export {
  fileDifferences,
  findInFiles,
  namesInFiles,
  readDocumentFiles,
  rewriteDocumentFiles,
  valueInFiles,
} from "./edit/document-files.ts";
export { setValue } from "./edit/set-value.ts";
export { editorSchema } from "./editor-schema.ts";
export { coreKinds } from "./kinds.ts";
export { findDocument, manifestToYaml, parseManifest } from "./manifest.ts";
export { type ModuleDocuments, moduleConfiguration } from "./module-configuration.ts";
export { type Override, overrideKind, overridesOf } from "./overrides.ts";
export {
  type DocumentText,
  joinParsed,
  loadDocuments,
  type ParsedDocuments,
  parseDocuments,
} from "./parse-documents.ts";
export { renderTemplate, type TemplateOptions } from "./render-template.ts";
export { type Resolution, type ResolveOptions, requireMet, resolveDocuments } from "./resolve-documents.ts";
