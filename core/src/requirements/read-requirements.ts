import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidateFunction } from "ajv";
import { validatorOf } from "../plugin-host/checked-json.ts";
import { checkedYaml } from "../plugin-host/checked-yaml.ts";
import { invalidRequirements, requirementsUnreadable } from "./errors.ts";
import schema from "./requirements.schema.json" with { type: "json" };
import type { Requirements } from "./requirements.ts";
import { requirementsRules } from "./requirements-rules.ts";

export interface RequirementsFolder {
  /** Folder with `requirements.yml` and the keys that it names. */
  directory: string;
  /** For messages: `role haproxy`. */
  owner: string;
}

/**
 * What `requirements.yml` of a folder says; undefined where there is none. Runs no code. Throws every finding at once
 * (`invalid-requirements`), each with its line and column.
 */
export function readRequirements({ directory, owner }: RequirementsFolder): Requirements | undefined {
  const file = join(directory, "requirements.yml");
  const text = textOf(file, owner);
  if (text === undefined) return undefined;
  const rules = requirementsRules(directory);
  return checkedYaml<Requirements>({ file, text, validate: validator(), rules, fail: invalidRequirements(owner) });
}

function textOf(file: string, owner: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw requirementsUnreadable(owner, file, error as Error);
  }
}

let compiled: ValidateFunction<Requirements> | undefined;

/** Compiled when the first file is read. */
function validator(): ValidateFunction<Requirements> {
  compiled ??= validatorOf<Requirements>(schema);
  return compiled;
}
