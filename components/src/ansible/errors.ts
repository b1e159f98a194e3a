import { backupDirectory, StackError } from "@lambdastack/core";

export const nothingPlaced = (role: string) =>
  new StackError("nothing-placed", `The task backup of role ${role} placed no file on any machine.`, {
    hint: "Let its playbook place what is to be kept in {{ lambdastack_backup_directory }}.",
  });

export const directoryNotReady = (role: string, machine: string, said: string) =>
  new StackError("directory-not-ready", `On ${machine}, ${backupDirectory(role)} could not be emptied: ${said}.`, {
    hint: "Look for free space and rights there, then run the command again.",
  });
