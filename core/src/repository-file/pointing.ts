/** Where a machine keeps what points it at the cluster's repository. */
const folder = "/var/lib/lambdastack/repository";

/** What a machine says of the repository: its journal, its files of ours as one hash, and the release that it serves itself. */
export interface Pointing {
  /** Missing: it was never pointed, or was restored. `pointing` and `restoring`: a run ended in between. */
  state?: "pointing" | "pointed" | "restoring";
  release?: string;
  address?: string;
  /** Whether somebody changed a file of ours since. */
  isChanged: boolean;
  /** Release that the machine itself serves. */
  serves?: string;
}

/** Prints the journal, the present hash of our files, and the release that is served, a line each. */
export const POINTING_SCRIPT = `cat ${folder}/point.json 2>/dev/null || echo
cat /etc/apt/apt.conf.d/00lambdastack ${folder}/lambdastack.sources 2>/dev/null | sha256sum | cut -c 1-64
readlink /srv/lambdastack/current || echo`;

const states = ["pointing", "pointed", "restoring"] as const;

/** A journal that cannot be read counts as one of a run that ended in between. */
export function parsePointing(text: string): Pointing {
  const [journal = "", files = "", current = ""] = text.split("\n").map((line) => line.trim());
  const serves = current === "" ? {} : { serves: current.replace(/^.*\//, "") };
  if (journal === "") return { isChanged: false, ...serves };
  const noted = parsed(journal);
  const state = states.find((one) => one === noted.state) ?? "pointing";
  return {
    state,
    ...(typeof noted.release === "string" && { release: noted.release }),
    ...(typeof noted.address === "string" && { address: noted.address }),
    isChanged: state === "pointed" && noted.files !== files,
    ...serves,
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
