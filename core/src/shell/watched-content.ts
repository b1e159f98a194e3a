import { contentHash } from "./content-hash.ts";
import { words } from "./shell-program.ts";

/**
 * Hash of each file at or below the paths, sorted. Links are followed. Line breaks and bytes that are not ASCII
 * read `?`, so that the same text comes out here and on the machine whatever its file names are.
 */
export function listWatched(paths: readonly string[]): string {
  return `{ set --
for path in ${words(paths)}; do
  if [ -d "$path" ]; then find -L "$path" -type f -exec sha256sum -z -- {} +
  elif [ -f "$path" ]; then set -- "$@" "$path"; fi
done
[ "$#" -eq 0 ] || sha256sum -z -- "$@"; } 2>/dev/null | tr '\\n\\000\\200-\\377' '?\\n?' | LC_ALL=C sort -u`;
}

/** The part of what `listWatched` printed that is at or below some of the paths, as one hash. */
export function watchedHash(listing: string, paths: readonly string[]): string {
  const own = listing.split("\n").filter((line) => {
    const file = line.slice(66);
    return paths.some((path) => file === path || file.startsWith(`${path}/`));
  });
  return contentHash(own.map((line) => `${line}\n`).join(""));
}

/** Writes to `$record` the same hash as `watchedHash` gives, computed on the machine. */
export function recordWatched(paths: readonly string[]): string {
  return `hash=$(${listWatched(paths)} | sha256sum)
mkdir -p -- "\${record%/*}"
printf '%s\\n' "\${hash%% *}" >"$record.new"
mv -f -- "$record.new" "$record"`;
}
