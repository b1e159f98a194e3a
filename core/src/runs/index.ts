export { listRuns, openRun, type Run, type RunPurpose } from "./open-run.ts";
