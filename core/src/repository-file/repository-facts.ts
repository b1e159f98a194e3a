import type { Section } from "../engine/machine-script.ts";
import { quote } from "../shell/quote.ts";

/** Ours on a machine that installs from a repository; nothing of it stays after a teardown. */
export const POINTING_FOLDER = "/var/lib/lambdastack/repository";

/** Ours on the machine that serves. */
export const REPOSITORY_ROOT = "/srv/lambdastack";

/** The two services of the machine that serves. */
export const repositoryUnits = ["lambdastack-repository.service", "lambdastack-registry.service"] as const;

/** The journal `point.json`: written before the first change to a machine, removed after the last one was taken back. */
export interface PointingRecord {
  /** `pointing` and `restoring`: a run ended in the middle. */
  state: "pointing" | "pointed" | "restoring";
  release: string;
  /** Names everything that was placed. */
  hash: string;
}

export interface ServerRecord {
  /** Names everything that the server was set up with. */
  hash: string;
  /** Release that is served now. */
  release?: string;
  /** Every release that lies there, whole. */
  releases: readonly string[];
  /** What is not as it was set up, in words. */
  drift: readonly string[];
}

/** The bundle of a line that came last to the machine that serves; it outlives releases and a teardown. */
export interface BundleRecord {
  channel: string;
  serial: number;
  /** sha256 of its `manifest.json`. */
  manifest: string;
}

/** What a machine has to do with a repository. */
export interface RepositoryFacts {
  pointing?: PointingRecord;
  /** Files of ours that somebody changed, in words. */
  drift: readonly string[];
  server?: ServerRecord;
  /** One for each line that bundles came from; missing where none did. */
  bundles?: readonly BundleRecord[];
}

/** Part of the facts, so that comparing costs no round trip of its own. */
export const repositorySection: Section = {
  name: "repository",
  script: `changed() { sed -n 's/: FAILED.*//p' | sed "s|^|$1 |"; }
cd ${POINTING_FOLDER} 2>/dev/null && if [ -f point.json ]; then
  echo "point $(cat point.json)"
  [ ! -f placed ] || sha256sum --quiet -c placed 2>/dev/null | changed drift
  [ ! -f line ] || grep -q '^reposdir=.*lambdastack' "$(cat line)" 2>/dev/null || echo "drift $(cat line)"
else
  echo point
fi
for bundle in ${REPOSITORY_ROOT}/bundles/*; do
  case $bundle in *[*] | *.new) ;; *) echo "bundle \${bundle##*/} $(cat "$bundle")" ;; esac
done
cd ${REPOSITORY_ROOT}/server 2>/dev/null && if [ -f hash ]; then
  echo "server $(cat hash)"
  echo "serves $(readlink ../current)"
  for release in ../releases/*/release.json; do [ ! -f "$release" ] || echo "release $release"; done
  sha256sum --quiet -c placed 2>/dev/null | changed server-drift
  for unit in ${repositoryUnits.map(quote).join(" ")}; do
    [ ! -f "/etc/systemd/system/$unit" ] || systemctl is-active --quiet "$unit" || echo "server-drift $unit is not running"
  done
fi
:`,
};

/** Lines of the section. A journal that cannot be read, or a folder without one, counts as a run that ended in the middle. */
export function readRepositoryFacts(text: string): RepositoryFacts {
  const lines = text.split("\n").map((line) => /^([a-z-]+)(?: (.*))?$/.exec(line.trim()) ?? []);
  const all = (word: string): string[] => lines.flatMap(([, name, rest]) => (name === word && rest ? [rest] : []));
  const pointed = lines.find(([, name]) => name === "point");
  const [hash] = all("server");
  const bundles = all("bundle").flatMap(bundleRecord);
  return {
    drift: all("drift"),
    ...(pointed === undefined ? {} : { pointing: pointingRecord(pointed[2] ?? "") }),
    ...(hash === undefined ? {} : { server: serverRecord(hash, all) }),
    ...(bundles.length > 0 && { bundles }),
  };
}

function serverRecord(hash: string, all: (word: string) => string[]): ServerRecord {
  const release = all("serves")[0]?.replace(/^releases\//, "");
  const releases = all("release").flatMap((path) => /^\.\.\/releases\/([0-9a-f]{16})\//.exec(path)?.[1] ?? []);
  return { hash, releases, drift: all("server-drift"), ...(release && { release }) };
}

function bundleRecord(text: string): BundleRecord[] {
  const [, channel = "", serial, manifest = ""] = /^(\S+) (\d{1,15}) ([0-9a-f]{64})$/.exec(text) ?? [];
  return serial === undefined ? [] : [{ channel, serial: Number(serial), manifest }];
}

function pointingRecord(text: string): PointingRecord {
  try {
    const { state, release, hash } = JSON.parse(text) as Partial<PointingRecord>;
    if (state === "pointing" || state === "pointed" || state === "restoring")
      return { state, release: String(release), hash: String(hash) };
  } catch {
    // torn by a power cut
  }
  return { state: "pointing", release: "", hash: "" };
}
