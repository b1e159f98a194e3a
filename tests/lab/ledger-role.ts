import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files: Readonly<Record<string, string>> = {
  "role.yml": `name: ledger
version: 1.0.0
description: Keeps a ledger in a file, whose format changes with version 4 of its package
labels: {short: ledger, kind: ledger}
rollback: {within: any}
infrastructure: [{crossing: {package: hello, version: "4.0"}, memory: 1000, reason: the ledger is kept in memory}]
`,
  "README.md": "# ledger\n",
  "requirements.yml": "packages: {debian: [{name: hello}]}\n",
  "schema.yml": `$schema: http://json-schema.org/draft-07/schema#
title: configuration/ledger
type: object
additionalProperties: false
`,
  "defaults.yml": "{}\n",
  "apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.package({ name: "hello" }),
  resource.directory({ path: "/srv/ledger" }),
  resource.command({ name: "ledger begins", run: "echo 'format 2' >/srv/ledger/data", creates: "/srv/ledger/data" }),
]);
`,
  "test/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.check({
    name: "the ledger can be read by its package",
    run: "case $(dpkg-query -W -f='\${Version}' hello) in 4.*) grep 'format 4' /srv/ledger/data ;; *) grep 'format 2' /srv/ledger/data ;; esac",
    contains: "format",
    within: 1,
  }),
]);
`,
  "upgrade/index.ts": `import { defineTask } from "@lambdastack/core/role";

const crossing = { package: "hello", version: "4.0" };

export default defineTask(({ machine, resource }) => [
  resource.step({
    name: "the ledger becomes of format 4",
    crossing,
    migrates: true,
    run: "[ ! -e /srv/ledger/locked ] || { echo 'the ledger is locked' >&2; exit 1; }; sed -i 's/format 2/format 4/' /srv/ledger/data; echo moved >>/srv/ledger/log",
  }),
  resource.step({
    name: "the ledgers are closed",
    crossing,
    migrates: true,
    once: true,
    run: 'echo "closed on $NAME" >>/srv/ledger/log',
    environment: { NAME: machine.name },
  }),
]);
`,
};

/** Writes a role whose package is Debian's `hello`, and whose data have another format from version 4 on. */
export function writeLedgerRole(directory: string): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, "ledger", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
