import type { PackageOrigin, PointingPart } from "../../src/os-family.ts";
import { familyProgram } from "../../src/programs.ts";

/** dnf knows no drop-ins: a line of dnf.conf names our folder of repositories, and the machine's own stay where they are. */
export const point: PointingPart = {
  dropIns: () => ({}),
  files: ({ uri, key }) => ({
    "yum.repos.d/lambdastack.repo": repository({ uri, ...(key !== undefined && { key }) }),
    ...(key !== undefined && { "key.asc": key }),
  }),
  times: ["/etc/dnf", "/etc/dnf/dnf.conf"],
  get program() {
    return familyProgram("rhel", "point.sh");
  },
};

/** Packages keep their vendors' signatures; what we sign is the metadata that names them by hash. */
const repository = ({ uri, key }: PackageOrigin): string => `[lambdastack]
name=LambdaStack
baseurl=${uri}
enabled=1
gpgcheck=0
repo_gpgcheck=${key === undefined ? 0 : 1}
gpgkey=file:///var/lib/lambdastack/repository/key.asc
proxy=_none_
module_hotfixes=1
`;
