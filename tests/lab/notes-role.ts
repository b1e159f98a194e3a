import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const files: Readonly<Record<string, string>> = {
  "role.yml": "name: NAME\nversion: 1.0.0\ndescription: Keeps notes in a file\nlabels: {short: NAME, kind: notes}\n",
  "README.md": "# NAME\n",
  "requirements.yml": "{}\n",
  "schema.yml": `$schema: http://json-schema.org/draft-07/schema#
title: configuration/NAME
type: object
additionalProperties: false
required: [title]
properties: {title: {type: string, description: What stands above the notes.}}
`,
  "defaults.yml": "title: Notes\n",
  "apply/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask<{ title: string }>(({ config, resource }) => [
  resource.directory({ path: "/srv/notes" }),
  resource.file({ path: "/srv/notes/title", content: \`\${config.title}\\n\` }),
]);
`,
  "test/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask<{ title: string }>(({ config, resource }) => [
  resource.check({ name: "the notes have a title", run: "cat /srv/notes/title", contains: config.title }),
]);
`,
  "backup/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.dump({ name: "notes", run: "cat /srv/notes/all", unless: "[ ! -e /srv/notes/all ]" }),
]);
`,
  "restore/index.ts": `import { defineTask } from "@lambdastack/core/role";

export default defineTask(({ resource }) => [
  resource.load({ name: "notes", run: "RESTORE" }),
]);
`,
  "verify/write-data.sh": 'printf "one of %s\\ntwo\\nthree\\n" "$MACHINE" >/srv/notes/all\n',
  "verify/read-data.sh": "cat /srv/notes/all\n",
};

/** Writes a role whose machines keep three lines of notes; `restore` is the script that takes them back from its input. */
export function writeNotesRole(directory: string, name: string, restore: string): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text.replaceAll("NAME", name).replace("RESTORE", restore));
  }
}
