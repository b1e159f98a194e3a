import { archive } from "./archive.ts";
import { command } from "./command.ts";
import { directory } from "./directory.ts";
import { file } from "./file.ts";
import { group } from "./group.ts";
import { line } from "./line.ts";
import { link } from "./link.ts";
import { packageType } from "./package.ts";
import type { ResourceType } from "./resource-type.ts";
import { service } from "./service.ts";
import { unit } from "./unit.ts";
import { user } from "./user.ts";

/** Every built-in resource type. */
export const resourceTypes = [
  packageType,
  file,
  directory,
  link,
  line,
  user,
  group,
  service,
  unit,
  archive,
  command,
] as unknown as readonly ResourceType<never, unknown>[];
