export type { BundleBase, BundleManifest, BundleMember } from "./bundle/bundle-manifest.ts";
export { type Bundle, type BundleContent, type OpenBundleOptions, openBundle } from "./bundle/open-bundle.ts";
export { type UnpackOptions, unpackBundle } from "./bundle/unpack-bundle.ts";
export { Repository } from "./repository.ts";
