import { readFile } from "node:fs/promises";
import { isMap, parseDocument } from "yaml";
import { writeFileAtomic } from "../build-folder/write-file-atomic.ts";
import { inventoryInvalid } from "./errors.ts";
import { roleGroup } from "./group-names.ts";
import { unsafeTag } from "./unsafe-text.ts";

/**
 * Puts machines into a role's group of `inventory.yml`, and leaves everything else of the file as it stands: it may be
 * written by hand. Throws `inventory-invalid`.
 */
export async function addToInventory(path: string, role: string, machines: readonly string[]): Promise<void> {
  const before = await readFile(path, "utf8");
  const document = parseDocument(before, { customTags: [unsafeTag], stringKeys: true });
  if (document.errors.length > 0 || !isMap(document.contents)) throw inventoryInvalid(path, "it is not YAML");
  for (const machine of machines) {
    const place = ["all", "children", roleGroup(role), "hosts", machine];
    if (!document.hasIn(place)) document.setIn(withoutNulls(document, place), document.createNode({}));
  }
  const text = document.toString({ lineWidth: 0 });
  if (text !== before) await writeFileAtomic(path, text);
}

/** `children:` with nothing behind it is a null, which no key can be set in. */
function withoutNulls(document: ReturnType<typeof parseDocument>, place: readonly string[]): readonly string[] {
  for (let depth = 1; depth < place.length; depth += 1) {
    const above = place.slice(0, depth);
    if (!isMap(document.getIn(above))) document.setIn(above, document.createNode({}));
  }
  return place;
}
