import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Repositories of rpms made by real rpmbuild and createrepo_c, one folder each. */
export interface RpmFolder {
  /** Adds a package without files. `tags` and `scripts` are lines of its spec. */
  build(repository: string, name: string, version: string, tags?: string, scripts?: string): void;
  /** Makes the metadata anew. */
  index(repository: string): void;
}

export function rpmFolder(root: string): RpmFolder {
  const define = (macro: string, value: string) => ["--define", `${macro} ${value}`];
  return {
    build: (repository, name, version, more = "", scripts = "") => {
      const spec = join(root, `${name}.spec`);
      const tags = {
        Name: name,
        Version: version,
        Release: "1",
        Summary: "sample",
        License: "MIT",
        BuildArch: "noarch",
      };
      const head = Object.entries(tags).map(([tag, value]) => `${tag}: ${value}\n`);
      mkdirSync(join(root, repository), { recursive: true });
      writeFileSync(spec, `${head.join("")}${more}\n%description\nsample\n${scripts}\n%files\n`);
      const folders = [...define("_topdir", join(root, "top")), ...define("_rpmdir", join(root, repository))];
      execFileSync("rpmbuild", ["-bb", "--quiet", ...folders, spec], { stdio: "ignore" });
    },
    index: (repository) => {
      const words = ["--quiet", "--general-compress-type=gz", join(root, repository)];
      execFileSync("createrepo_c", words, { stdio: "ignore" });
    },
  };
}
