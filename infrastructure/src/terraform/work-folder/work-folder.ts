import { chmod, mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type BuildFolder, type Events, openBuildFolder } from "@lambdastack/core";

/** `build/<cluster>/terraform`, in which Terraform runs, and what else is kept of it. */
export interface WorkFolder {
  directory: string;
  /** Terraform's state, where no backend of the user's own keeps it. */
  state: string;
  /** Left by Terraform where it could not save its state. */
  erroredState: string;
  /** Copies of the state, `<serial>-<sha256>.json`. */
  copies: string;
  variables: string;
  /** Terraform's own plan, and what is bound by it. */
  plan: string;
  binding: string;
  /** A plan that is only looked at. */
  lookedAt: string;
  /** Value of the tag that marks the cluster. */
  cluster: string;
  /** There while something changes the cloud; left by an abnormal end. */
  marker: string;
  /** Outputs of runs that leave no trace of their own. */
  logs: string;
}

export function workFolder({ root, states }: BuildFolder): WorkFolder {
  const directory = join(root, "terraform");
  const inside = (name: string): string => join(directory, name);
  return {
    directory,
    state: inside("terraform.tfstate"),
    erroredState: inside("errored.tfstate"),
    copies: join(states, "terraform"),
    variables: inside("lambdastack.auto.tfvars.json"),
    plan: inside("lambdastack.tfplan"),
    lookedAt: inside("lambdastack.audit.tfplan"),
    binding: inside("lambdastack.plan.json"),
    cluster: inside("lambdastack.cluster.json"),
    marker: inside("lambdastack.unfinished.json"),
    logs: inside("logs"),
  };
}

/** Makes the folder, private. Planning on a cloud needs it too: Terraform plans in a folder. */
export async function openWorkFolder(folder: BuildFolder): Promise<WorkFolder> {
  const work = workFolder(await openBuildFolder(folder.root, { create: true }));
  for (const directory of [work.directory, work.copies, work.logs]) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  }
  return work;
}

/** Whatever wrote a file with a looser mode: states and plans hold every attribute in clear. */
export async function closeModes({ directory }: WorkFolder, events: Events): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(directory, entry.name);
    const { mode } = await stat(path);
    if ((mode & 0o077) === 0) continue;
    await chmod(path, 0o600);
    const octal = (mode & 0o777).toString(8);
    if (/tfstate|tfplan/.test(entry.name))
      events.emit({ type: "warning", message: `${path} was open to others (mode ${octal}); it is closed now.` });
  }
}
