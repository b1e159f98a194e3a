import { type PlannedChange, StackError } from "@lambdastack/core";

export const beyondApproval = ({ machine, role, resource, action }: PlannedChange) =>
  new StackError(
    "beyond-approval",
    `${machine}: ${role} would now ${action} ${resource}, which the plan did not show.`,
    {
      hint: "Machines are up; look at the new plan and apply it.",
      ending: "refused",
    },
  );

export const upgradeMakesMachines = (changes: readonly string[]) =>
  new StackError(
    "upgrade-makes-machines",
    `The machines that the upgrade needs come with others that begin or end: ${changes.join(", ")}.`,
    {
      hint: "An upgrade changes machines that stay. Run `apply` first, then the same command again.",
      ending: "refused",
    },
  );

export const planWithoutInput = (file: string) =>
  new StackError("plan-without-input", `${file} does not say which documents it was made from.`, {
    hint: "Give them with -f.",
    ending: "invalid",
  });

export const noSuchSection = (module: string, known: readonly string[]) =>
  new StackError("no-such-section", `The state has no section ${module}.`, {
    hint: `It has ${known.join(", ")}.`,
    ending: "invalid",
  });

export const notASerial = (received: string) =>
  new StackError("not-a-serial", `A serial is a whole number, not ${JSON.stringify(received)}.`, {
    hint: "lambdastack state history lists them.",
    ending: "invalid",
  });

export const unknownSecret = (name: string) =>
  new StackError("unknown-secret", `There is no secret ${name}.`, {
    hint: "lambdastack secret list shows their names.",
    ending: "invalid",
  });

export const emptyInput = () =>
  new StackError("empty-input", "Standard input held no secret.", {
    hint: "Pipe the text in: lambdastack secret set NAME -b BUILD < file",
    ending: "invalid",
  });

export const notARoleName = (received: string) =>
  new StackError("not-a-role-name", `${JSON.stringify(received)} cannot be the name of a role.`, {
    hint: "Lower-case words joined by hyphens, such as my-cache.",
    ending: "invalid",
  });

export const folderExists = (folder: string) =>
  new StackError("folder-exists", `${folder} is there already.`, {
    hint: "Take another name, or another directory with --directory.",
    location: { file: folder },
    ending: "refused",
  });

export const notARoleFolder = (folder: string) =>
  new StackError("not-a-role-folder", `${folder} holds no role.yml.`, {
    hint: "Name the folder of the role: lambdastack plugin verify roles/my-role",
    location: { file: folder },
    ending: "invalid",
  });

export const fixtureFailed = (script: string, machine: string, said: string) =>
  new StackError("fixture-failed", `${script} failed on ${machine}: ${said.trim() || "it said nothing"}`, {
    hint: "The script belongs to the role; it runs as root, in sh.",
  });

export const notAModulePath = (path: string) =>
  new StackError(
    "not-a-module-path",
    `${path} holds no module: neither a Repository file nor a folder with module.ts.`,
    {
      hint: "Name one of them: lambdastack plugin verify plugins/modules.yml",
      location: { file: path },
      ending: "invalid",
    },
  );

export const machinesImpossible = (reason: string) =>
  new StackError("machines-impossible", `No machines can be made on this computer: ${reason}.`, {
    hint: "--level valid needs none.",
    ending: "failed",
  });

const scaleExample = "lambdastack scale kafka=4 -f input.yaml";

export const countNotSaid = (received: string) =>
  new StackError(
    "count-not-said",
    `${JSON.stringify(received)} does not say how many machines a component is to have.`,
    {
      hint: `Name the component and a number: ${scaleExample}`,
      ending: "invalid",
    },
  );

export const countTwice = (component: string) =>
  new StackError("count-twice", `The number of machines of ${component} is given twice.`, {
    hint: `Give it once: ${scaleExample}`,
    ending: "invalid",
  });

export const notOfAComponent = (machine: string, components: readonly string[]) =>
  new StackError("not-of-a-component", `${machine} is no machine of ${components.join(" or ")}.`, {
    hint: "--remove names machines of the components whose number is given; lambdastack status shows their names.",
    ending: "invalid",
  });

export const noClusterDocument = (files: readonly string[]) =>
  new StackError("no-cluster-document", `There is no lambdastack-cluster in ${files.join(", ")}.`, {
    hint: "Name the file that holds it with -f.",
    ending: "invalid",
  });

export const noSuchComponent = (component: string, known: readonly string[]) =>
  new StackError("no-such-component", `The cluster document has no component ${component}.`, {
    hint: `It has ${known.join(", ")}. Another one is added in the document.`,
    ending: "invalid",
  });

export const machinesListed = (component: string) =>
  new StackError("machines-listed", `The component ${component} lists its machines, which makes their number.`, {
    hint: "Add one to machines, or take one out, in the cluster document.",
    ending: "invalid",
  });

export const countNotWritable = (component: string, file: string) =>
  new StackError("count-not-writable", `The count of ${component} cannot be written without changing something else.`, {
    hint: "An anchor or alias stands in its place; write the number there by hand, and apply.",
    location: { file },
    ending: "invalid",
  });
