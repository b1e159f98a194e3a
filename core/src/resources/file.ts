import { contentHash } from "../shell/content-hash.ts";
import { type FileFacts, observeFiles, readFileFacts } from "../shell/file-facts.ts";
import { placeFile, REFUSE_OTHERS, setRights } from "../shell/place-file.ts";
import { shellProgram } from "../shell/shell-program.ts";
import { occupiedPath } from "./errors.ts";
import type { Ensure } from "./resource.ts";
import type { Change, CompareContext, Difference, ResourceType } from "./resource-type.ts";
import { account, anyValue, described, fields, fileName, mode, oneOf, path, text, unlessAbsent } from "./schema.ts";
import { isText, oldContent, textDifference } from "./text-difference.ts";

/** Exactly one of `content` and `contentBase64`, unless it must go. */
export interface FileProps {
  path: string;
  content?: string;
  contentBase64?: string;
  mode?: string;
  owner?: string;
  group?: string;
  validate?: string;
  ensure?: Ensure;
  /** In a removal by record: what we wrote. */
  sha256?: string;
}

const DEFAULT_MODE = "0644";

export const file: ResourceType<FileProps, FileFacts> = {
  name: "file",
  schema: fields(
    {
      path: described("Where it stands; its directory must exist.", path),
      content: described("Its text. Exactly one of `content`, `template` and `source`.", text),
      template: described("Handlebars file beside the task; nothing is escaped but by its helpers.", fileName),
      data: described("What the template is filled with.", { type: "object", additionalProperties: anyValue }),
      source: described("File beside the task that is copied byte for byte.", fileName),
      mode: described("Rights; `0644` when missing.", mode),
      owner: described("User who owns it; as it is when missing.", account),
      group: described("Group that owns it; as it is when missing.", account),
      validate: described("Command that must accept the new content, whose path is `%s`, before it replaces the old.", {
        type: "string",
        pattern: "^[^\\u0000]*%s[^\\u0000]*$",
      }),
    },
    ["path"],
    { description: "A regular file, replaced in one step.", ...unlessAbsent(oneOf("content", "template", "source")) },
  ),
  identify: (props) => props.path,
  paths: (props) => [props.path],
  observe: (all) =>
    observeFiles(
      all.map((props) => ({ path: props.path, sha256: isWanted(props) ? contentHash(contentOf(props)) : undefined })),
    ),
  read: (output, all) => {
    const facts = readFileFacts(output);
    return all.map((props) => facts(props.path));
  },
  nothing: () => ({ kind: "nothing" }),
  compare: (props, observed, context) =>
    isWanted(props) ? comparePresent(props, observed, context) : compareAbsent(props, observed),
  change: (props, { action, differences }) => {
    if (action === "delete") return shellProgram({ path: props.path }, `${REFUSE_DIRECTORY}\nrm -f -- "$path"`);
    const rights = { path: props.path, mode: props.mode ?? DEFAULT_MODE, owner: props.owner, group: props.group };
    if (!differences.some(({ field }) => field === "content")) return setRights(rights, REFUSE_OTHERS);
    return placeFile({ ...rights, contentBase64: contentOf(props).toString("base64"), validate: props.validate });
  },
  record: (props) => ({ path: props.path, sha256: contentHash(contentOf(props)) }),
  essence: ({ contentBase64: _text, ...facts }) => facts,
  readBack: (observed) => ({ ...textOf(observed), ...rightsOf(observed) }),
  removable: true,
};

/** Text that was brought back because it differs; nothing of what is binary or too large for that. */
export function textOf(observed: FileFacts): { content?: string } {
  const content = oldContent(observed);
  return observed.kind === "file" && content && isText(content) ? { content: content.toString("utf8") } : {};
}

/** Mode, owner and group as a task declares them. */
export function rightsOf({ mode, owner, group }: FileFacts): Record<string, unknown> {
  return mode === undefined ? {} : { mode: mode.padStart(4, "0"), owner, group };
}

const REFUSE_DIRECTORY = '[ -h "$path" ] || [ ! -d "$path" ] || fail "$path is a directory."';

function isWanted({ ensure }: FileProps): boolean {
  return ensure !== "absent";
}

function contentOf({ content, contentBase64 }: FileProps): Buffer {
  return contentBase64 === undefined ? Buffer.from(content ?? "", "utf8") : Buffer.from(contentBase64, "base64");
}

function comparePresent(props: FileProps, observed: FileFacts, context: CompareContext): Change | undefined {
  const isFree = observed.kind === "nothing" || observed.kind === "file";
  if (!isFree && !context.pendingPaths.has(props.path)) throw occupiedPath("file", props.path, observed.kind);
  const differences = [
    ...contentDifference(props, observed, context),
    ...rightsDifferences(props, observed, DEFAULT_MODE),
  ];
  if (differences.length === 0) return undefined;
  return { action: observed.kind === "file" ? "update" : "create", differences };
}

function contentDifference(props: FileProps, observed: FileFacts, { sensitive }: CompareContext): Difference[] {
  const content = contentOf(props);
  return observed.sha256 === contentHash(content) ? [] : [textDifference(props.path, observed, content, sensitive)];
}

function compareAbsent({ path, sha256 }: FileProps, observed: FileFacts): Change | undefined {
  if (observed.kind === "nothing") return undefined;
  if (sha256 !== undefined && observed.sha256 !== sha256) return undefined;
  if (observed.kind === "directory") throw occupiedPath("file", path, observed.kind);
  return { action: "delete", differences: [{ field: "path", from: path }], destroys: true };
}

/** Mode, owner and group as far as they are wanted. */
export function rightsDifferences(
  wanted: { mode?: string | undefined; owner?: string | undefined; group?: string | undefined },
  observed: FileFacts,
  defaultMode?: string,
): Difference[] {
  const mode = wanted.mode ?? defaultMode;
  const differences: Difference[] = [];
  if (mode !== undefined && Number.parseInt(mode, 8) !== Number.parseInt(observed.mode ?? "x", 8)) {
    differences.push({ field: "mode", from: observed.mode?.padStart(4, "0"), to: mode.padStart(4, "0") });
  }
  for (const field of ["owner", "group"] as const) {
    if (wanted[field] !== undefined && wanted[field] !== observed[field]) {
      differences.push({ field, from: observed[field], to: wanted[field] });
    }
  }
  return differences;
}
