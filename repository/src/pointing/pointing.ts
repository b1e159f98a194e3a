import { createHash } from "node:crypto";
import { quote } from "@lambdastack/core";
import { osFamilyOf } from "../os-families.ts";
import type { PackageOrigin, PointingPart } from "../os-family.ts";
import { programText } from "../programs.ts";
import { mirrorFiles } from "./mirror-files.ts";

/** Everything that pointing a machine places on it. */
export interface Pointing {
  release: string;
  /** Names all of it. */
  hash: string;
  /** Program that does it. */
  script: string;
}

export interface PointingInput {
  system: string;
  /** Address of a release: what lies in it stands behind. */
  base: string;
  release: string;
  key?: string;
  /** Host and port of the image registry; empty where there is none. */
  registry: string;
  /** Registries that it can stand in for. */
  upstreams: readonly string[];
}

export function pointingOf({ system, base, release, key, registry, upstreams }: PointingInput): Pointing {
  const { family } = osFamilyOf(system);
  const origin = { uri: `${base}/${family.serve.folder}/${system}`, ...(key !== undefined && { key }) };
  return composed(family.point, {
    origin,
    release,
    mirrors: registry === "" ? {} : mirrorFiles({ registry, upstreams }),
  });
}

/** For the machine that serves, while it installs what it serves with. */
export function bootstrapPointing(system: string, folder: string): Pointing {
  return composed(osFamilyOf(system).family.point, {
    origin: { uri: `file:${folder}` },
    release: "bootstrap",
    mirrors: {},
  });
}

interface Parts {
  origin: PackageOrigin;
  release: string;
  mirrors: Readonly<Record<string, string>>;
}

function composed(point: PointingPart, { origin, release, mirrors }: Parts): Pointing {
  const dropins = { ...point.dropIns(origin), ...mirrors };
  const times = [...point.times, ...Object.keys(mirrors).flatMap(foldersAbove)];
  const variables = {
    release,
    dropins: table(dropins),
    private: table(point.files(origin)),
    restore: base64(programText("restore.sh")),
    times: [...new Set(times)].join(" "),
  };
  const body = `${point.program}\n${programText("point.sh")}`;
  const hash = createHash("sha256")
    .update(JSON.stringify([variables, body]))
    .digest("hex");
  const lines = Object.entries({ ...variables, hash }).map(([name, value]) => `${name}=${quote(value)}`);
  return { release, hash, script: `${lines.join("\n")}\n${body}` };
}

/** Of a file somewhere below /etc: a folder that gets a new entry gets a new time too. */
function foldersAbove(path: string): string[] {
  const parent = path.slice(0, path.lastIndexOf("/"));
  return parent === "/etc" ? [] : [...foldersAbove(parent), parent];
}

const table = (files: Readonly<Record<string, string>>): string =>
  Object.entries(files)
    .map(([path, content]) => `${path} ${base64(content)}\n`)
    .join("");

const base64 = (text: string): string => Buffer.from(text).toString("base64");
