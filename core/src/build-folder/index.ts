export { type BuildFolder, buildFolder } from "./build-folder.ts";
export { type Lock, type LockHolder, type LockPurpose, lockBuildFolder, lockPath } from "./lock-build-folder.ts";
export { type OpenBuildFolderOptions, openBuildFolder } from "./open-build-folder.ts";
export { UNFINISHED, writeFileAtomic, writeFileAtomicSync } from "./write-file-atomic.ts";
