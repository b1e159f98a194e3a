import { contentHash } from "../shell/content-hash.ts";
import { type FileFacts, observeFiles, readFileFacts } from "../shell/file-facts.ts";
import { placeFile } from "../shell/place-file.ts";
import { shellProgram } from "../shell/shell-program.ts";
import { readUnits, showUnits } from "../shell/systemd-units.ts";
import { type FileProps, file, textOf } from "./file.ts";
import type { Ensure } from "./resource.ts";
import type { Change, ResourceType } from "./resource-type.ts";
import { anyValue, described, fields, fileName, oneOf, text, unlessAbsent } from "./schema.ts";

export interface UnitProps {
  name: string;
  content?: string;
  contentBase64?: string;
  ensure?: Ensure;
  /** In a removal by record: of what we wrote. */
  sha256?: string;
}

export interface ObservedUnit extends FileFacts {
  /** systemd has not read the file since it last changed. */
  isOutdated: boolean;
}

const FOLDER = "/etc/systemd/system";
const TYPES = "(?:service|socket|mount|automount|swap|target|path|timer|slice)";
const NAME = "[A-Za-z0-9:_.\\\\@][A-Za-z0-9:_.\\\\@-]{0,200}";

export const unit: ResourceType<UnitProps, ObservedUnit> = {
  name: "unit",
  schema: fields(
    {
      name: described("File in /etc/systemd/system: `app.service`, or a drop-in `nginx.service.d/limits.conf`.", {
        type: "string",
        pattern: `^(?:${NAME}\\.${TYPES}|${NAME}\\.${TYPES}\\.d/[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\\.conf)$`,
      }),
      content: described("Its text. Exactly one of `content` and `template`.", text),
      template: described("Handlebars file beside the task.", fileName),
      data: described("What the template is filled with.", { type: "object", additionalProperties: anyValue }),
    },
    ["name"],
    { description: "A unit file of systemd, or a part of one.", ...unlessAbsent(oneOf("content", "template")) },
  ),
  identify: (props) => props.name,
  paths: (props) => [pathOf(props)],
  observe: observeUnits,
  read: (output, all) => {
    const [files = "", shown = ""] = output.split(/^==\n/m);
    const facts = readFileFacts(files);
    const states = readUnits(shown);
    return all.map((props, index) => ({
      ...facts(pathOf(props)),
      isOutdated: states[index]?.NeedDaemonReload === "yes",
    }));
  },
  nothing: () => ({ kind: "nothing", isOutdated: false }),
  compare: (props, observed, context) => {
    const { isOutdated, ...facts } = observed;
    const change = file.compare(asFile(props), facts, context);
    if (change || !isOutdated || props.ensure === "absent") return change;
    return { action: "update", differences: [{ field: "loaded", from: "an older content", to: "this content" }] };
  },
  change: (props, change) => {
    if (change.action === "delete") return removeUnit(props);
    if (!writes(change)) return shellProgram({}, "systemctl daemon-reload");
    const { path, content = "", contentBase64 = Buffer.from(content).toString("base64") } = asFile(props);
    return placeFile({ path, contentBase64, mode: "0644", createParent: true, afterwards: "systemctl daemon-reload" });
  },
  record: ({ name, content = "", contentBase64 }) => ({
    name,
    sha256: contentHash(contentBase64 === undefined ? content : Buffer.from(contentBase64, "base64")),
  }),
  essence: ({ contentBase64: _text, isOutdated: _loaded, ...facts }) => facts,
  readBack: textOf,
  removable: true,
};

function pathOf({ name }: UnitProps): string {
  return `${FOLDER}/${name}`;
}

function asFile({ name, ...props }: UnitProps): FileProps {
  return { ...props, path: `${FOLDER}/${name}` };
}

/** The unit that a drop-in belongs to, or the unit itself. */
function unitOf({ name }: UnitProps): string {
  return name.split(".d/")[0] ?? name;
}

function isDropIn({ name }: UnitProps): boolean {
  return name.includes("/");
}

function writes({ differences }: Change): boolean {
  return differences.some(({ field }) => field !== "loaded");
}

function observeUnits(all: readonly UnitProps[]): string {
  const files = all.map((props) => {
    const { content = "", contentBase64 } = props;
    const wanted = contentBase64 === undefined ? content : Buffer.from(contentBase64, "base64");
    return { path: pathOf(props), sha256: props.ensure === "absent" ? undefined : contentHash(wanted) };
  });
  return `${observeFiles(files)}\necho ==\n${showUnits(all.map(showable), ["Id", "NeedDaemonReload"])}`;
}

/** systemctl does not show the template of units; an instance that nobody uses stands for it. */
function showable(props: UnitProps): string {
  return unitOf(props).replace("@.", "@lambdastack-probe.");
}

function removeUnit(props: UnitProps): string {
  const path = pathOf(props);
  if (isDropIn(props)) {
    return shellProgram({ path }, REMOVE_DROP_IN);
  }
  const record = `/var/lib/lambdastack/watches/${props.name}`;
  return shellProgram({ path, record, unit: props.name }, REMOVE);
}

const REMOVE_DROP_IN = `rm -f -- "$path"
rmdir -- "\${path%/*}" 2>/dev/null || :
systemctl daemon-reload`;

const REMOVE = `case $unit in
  *@.*) systemctl stop -- "\${unit%.*}*" 2>/dev/null || : ;;
  *) systemctl stop -- "$unit" ;;
esac
systemctl -q disable -- "$unit" || :
rm -f -- "$path" "$record"
systemctl daemon-reload
systemctl reset-failed -- "$unit" 2>/dev/null || :`;
