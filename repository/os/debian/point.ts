import { POINTING_FOLDER } from "@lambdastack/core";
import type { PackageOrigin, PointingPart } from "../../src/os-family.ts";
import { familyProgram } from "../../src/programs.ts";

/**
 * One drop-in: apt reads our sources instead of the machine's own, which stay where they are. Its lists and its cache are ours
 * too: the machine's own are as they were when the drop-in goes, and no index of another release stands in the way.
 */
export const point: PointingPart = {
  dropIns: (origin) => ({ "/etc/apt/apt.conf.d/00lambdastack": dropIn(origin) }),
  files: ({ uri, key }) => ({
    "lambdastack.sources": sources(uri, key !== undefined),
    ...(key !== undefined && { "key.asc": key }),
  }),
  times: ["/etc/apt/apt.conf.d"],
  get program() {
    return familyProgram("debian", "point.sh");
  },
};

function dropIn({ uri }: PackageOrigin): string {
  const host = /^http:\/\/([^/:]+)/.exec(uri)?.[1];
  const direct = host === undefined ? "" : `Acquire::http::Proxy::${host} "DIRECT";\n`;
  return `// LambdaStack: this machine installs from its cluster's repository. \`repo teardown\` removes this file.
Dir::Etc::sourcelist "${POINTING_FOLDER}/lambdastack.sources";
Dir::Etc::sourceparts "${POINTING_FOLDER}/empty.d";
Dir::State::lists "${POINTING_FOLDER}/lists";
Dir::Cache "${POINTING_FOLDER}/cache";
${direct}APT::Update::Error-Mode "any";
DPkg::Lock::Timeout "600";
Acquire::Retries "3";
Acquire::Languages "none";
`;
}

function sources(uri: string, isSigned: boolean): string {
  const trust = isSigned ? `Signed-By: ${POINTING_FOLDER}/key.asc` : "Trusted: yes";
  return `Types: deb\nURIs: ${uri}\nSuites: ./\n${trust}\n`;
}
