export { approvalOf } from "./approval.ts";
export { progressSink } from "./progress-sink.ts";
export { renderFailure } from "./render-failure.ts";
export { filesOf, namesOf, settingsOf } from "./settings-of.ts";
