import { readFileSync } from "node:fs";
import { join } from "node:path";
import { link, page, table } from "./markdown.ts";

/** The pages written by hand, as a reader comes to need them. Every page of `docs/` stands here. */
export const chapters: Readonly<Record<string, readonly (readonly [file: string, about: string])[]>> = {
  "Using it": [
    ["how-it-works.md", "the phases of an apply, what lies on a machine"],
    ["documents.md", "how documents are read, merged and checked"],
    ["plan-and-apply.md", "reading a plan, saved plans, approval"],
    ["audit.md", "changes made by hand: found, undone or taken over into documents"],
    ["init.md", "values of a role's configuration computed from what exists"],
    ["configuration.md", "configuration file, environment variables, what goes first"],
    ["add-a-role.md", "one role more on a running cluster, and nothing else"],
    ["backup.md", "what roles hold, kept and put back"],
    ["upgrade.md", "newer packages, one machine after another, back where one fails, going on where it stopped"],
    ["role-versions.md", "several versions of a role in one directory, and which of them counts"],
    ["scaling.md", "more machines and fewer, and what a role may refuse"],
    ["bundles.md", "one signed file for an installation without internet"],
    ["exit-codes.md", "what a command ends with"],
    ["json.md", "what a command prints with `--json`"],
    ["safety.md", "what the product promises, and what holds it to that"],
    ["migration.md", "documents of Epiphany and LambdaStack 1.x"],
  ],
  "Repository and offline": [
    ["repository.md", "one machine serves what the others install, and everything goes back"],
    ["download.md", "fetching everything on a computer with internet, with and without this program"],
    ["lock.md", "exact versions and hashes of everything that is fetched"],
    ["requirements.md", "what a role says that it fetches"],
  ],
  "What a cluster leaves": [
    ["build-folder.md", "the files of a cluster and of its runs"],
    ["state.md", "what exists, and its earlier versions"],
    ["secrets.md", "passwords and keys"],
    ["inventory.md", "machines and groups, for Ansible too"],
    ["events.md", "everything that happens in a run"],
  ],
  "Extending it": [
    ["write-a-role.md", "a role step by step, with its test"],
    ["verify-a-role.md", "how far a role or module can be relied on, and how that is found out"],
    ["ansible-roles.md", "a role with tasks of Ansible"],
    ["modules.md", "methods of one's own over configuration and state, where no machine is concerned"],
    ["container-modules.md", "modules that run in containers"],
    ["manifests.md", "every key of `role.yml`, `provider.yml` and `requirements.yml`"],
    ["resource-types.md", "what a task may return"],
    ["hooks.md", "taking part in what others do"],
    ["solve.md", "what roles need, proposed and drawn"],
    ["influences.md", "what a run has an effect on without being asked to change it"],
    ["published-values.md", "what roles hand each other, and how it is checked"],
    ["labels.md", "the words by which modules find each other"],
    ["search.md", "finding roles and providers by what they say of themselves"],
    ["write-a-provider.md", "machines from somewhere else"],
    ["library.md", "the product as classes"],
  ],
  Trust: [["verified.md", "what was run with what, and what was not"]],
};

const generated = [
  ["commands/README.md", "every command with its flags"],
  ["documents/README.md", "every document kind with its fields"],
  ["roles/README.md", "every role"],
  ["providers/README.md", "every provider"],
] as const;

const schemas = [
  ["schemas/lambdastack.schema.json", "all documents"],
  ["schemas/configuration.schema.json", "the configuration file"],
  ["schemas/role.schema.json", "`role.yml`"],
  ["schemas/provider.schema.json", "`provider.yml`"],
  ["schemas/requirements.schema.json", "`requirements.yml`"],
] as const;

/** The contents of `docs/`. */
export function indexPage(root: string, pages: ReadonlyMap<string, string>): string {
  const text = (file: string): string => pages.get(`docs/${file}`) ?? readFileSync(join(root, "docs", file), "utf8");
  const rows = (all: readonly (readonly [string, string])[]) =>
    all.map(([file, about]) => [link(titleOf(text(file)), file), about]);
  return page("the pages of `docs/`", [
    "# LambdaStack: documentation",
    ...Object.entries(chapters).flatMap(([title, all]) => [`## ${title}`, table(["page", "about"], rows(all))]),
    "## Reference",
    table(["page", "about"], rows(generated)),
    "## JSON Schemas for editors",
    table(
      ["file", "of"],
      schemas.map(([file, about]) => [link(file.replace("schemas/", ""), file), about]),
    ),
    schemaUse,
  ]);
}

const schemaUse = `A first line such as this lets an editor with the YAML language server complete and check a file:

\`\`\`yaml
# yaml-language-server: $schema=docs/schemas/lambdastack.schema.json
\`\`\``;

function titleOf(text: string): string {
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new Error(`A page without a title begins ${text.slice(0, 60)}`);
  return title;
}
