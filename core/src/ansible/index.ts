export { type AnsibleEvent, isTaskEnd, type TaskEnd } from "./ansible-event.ts";
export { backupDirectory, directoryScripts } from "./backup-directory.ts";
export { ansibleTaskFailed, wrongPublication } from "./errors.ts";
export { type Estimate, estimateOf, isFailure, publishedOn } from "./estimate.ts";
export { localRolesWarning } from "./playbook-of.ts";
export { checkPublications } from "./publications.ts";
export { requireAnsible } from "./require-ansible.ts";
export { type Playbook, runPlaybook } from "./run-playbook.ts";
export { variablesText } from "./variables.ts";
