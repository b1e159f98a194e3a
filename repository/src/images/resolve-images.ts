import { throwProblems } from "@lambdastack/core";
import { imageUnresolved, resolutionFailed } from "../errors.ts";
import type { LockedImage } from "../lock/lock.ts";
import { programText } from "../programs.ts";
import type { RunScript } from "../resolve/resolve-packages.ts";
import { table } from "../resolve/table.ts";
import { unpackScript } from "../resolve/unpack-script.ts";
import type { Requirer } from "../selection/select-requirements.ts";

interface ImageRow {
  reference: string;
  digest: string;
  architectures: Set<string>;
  roles: Set<string>;
}

/** In place of a digest: what the reference names when it is resolved. */
const unpinned = "-";

/** Images of all roles and modules, each once, by reference. One without a digest takes that which another one has. */
export function imageRows(requirers: readonly Requirer[], architectures: readonly string[]): string[][] {
  const rows = new Map<string, ImageRow>();
  const all = requirers.flatMap(({ requirements }) => requirements.images ?? []);
  const pinned = new Map(all.flatMap(({ reference, digest }) => (digest === undefined ? [] : [[reference, digest]])));
  for (const { name, requirements } of requirers) {
    for (const image of requirements.images ?? []) {
      const { reference } = image;
      const digest = image.digest ?? pinned.get(reference) ?? unpinned;
      const key = `${reference} ${digest}`;
      const row = rows.get(key) ?? { reference, digest, architectures: new Set(), roles: new Set() };
      for (const architecture of image.architectures ?? architectures) row.architectures.add(architecture);
      row.roles.add(name);
      rows.set(key, row);
    }
  }
  return [...rows.values()]
    .map((row) => [row.reference, row.digest, listed(row.architectures), listed(row.roles)])
    .sort(([a = "", b = ""], [c = "", d = ""]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1));
}

const listed = (names: ReadonlySet<string>): string => [...names].sort().join(",");

/** Everything that images consist of, by what their registries say. Throws every image that cannot be had at once. */
export async function resolveImages(rows: readonly (readonly string[])[], run: RunScript): Promise<LockedImage[]> {
  if (rows.length === 0) return [];
  const files = { images: table(rows), "json.awk": programText("json.awk") };
  const { status, stdout, stderr } = await run(unpackScript("request", files, programText("images.sh")));
  const answer = stdout.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\t")]));
  const problems = answer.flatMap(([kind, roles = "", text = ""]) =>
    kind === "problem" ? [imageUnresolved(roles, text)] : [],
  );
  throwProblems(problems, (count) => `${count} images cannot be had.`);
  if (status !== 0) throw resolutionFailed("images", stderr);
  return lockedImages(answer);
}

function lockedImages(rows: readonly (readonly string[])[]): LockedImage[] {
  const images: (LockedImage & { blobs: LockedImage["blobs"][number][] })[] = [];
  for (const [kind, one = "", two = "", three = ""] of rows) {
    if (kind === "image") images.push({ reference: one, digest: two, neededBy: three.split(","), blobs: [] });
    if (kind === "blob") images.at(-1)?.blobs.push({ digest: one, size: Number(two), mediaType: three });
  }
  return images;
}
