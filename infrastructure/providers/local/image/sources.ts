import { readFile } from "node:fs/promises";
import { attempt } from "../computer/run.ts";

const fallback = { main: "http://deb.debian.org/debian", security: "http://deb.debian.org/debian-security" };
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** One package index of apt: the release's name and where it lies. */
export interface AptTarget {
  release: string;
  uri: string;
}

/** Sources of the image from the mirror that this computer's own apt uses; Debian's where it uses none. */
export async function debianSources(suite: string): Promise<string[]> {
  const codename = /^VERSION_CODENAME="?([a-z]+)/m.exec(await readFile("/etc/os-release", "utf8").catch(() => ""))?.[1];
  return sourceLines(suite, await aptTargets(), codename ?? suite);
}

/** The computer's mirrors of its own suite, used for ours. */
export function sourceLines(suite: string, targets: readonly AptTarget[], codename: string): string[] {
  const find = (release: string): string | undefined =>
    targets.find((target) => target.release === release && isDebian(target))?.uri;
  const main = find(suite) ?? find(codename) ?? fallback.main;
  const security = find(`${suite}-security`) ?? find(`${codename}-security`) ?? fallback.security;
  const line = (uri: string, release: string): string => `deb [signed-by=${keyring}] ${uri} ${release} main`;
  return [line(main, suite), line(main, `${suite}-updates`), line(security, `${suite}-security`)];
}

/** Proxy settings of apt's configuration, for the program that builds the image; those of the environment hold too. */
export async function aptProxies(): Promise<Record<string, string>> {
  const variables = { http_proxy: "Acquire::http::Proxy", https_proxy: "Acquire::https::Proxy" };
  const found = await Promise.all(
    Object.entries(variables).map(async ([variable, option]) => {
      const { stdout } = await attempt("apt-config", ["dump", "--format", "%v%n", option]);
      const value = stdout.trim().split("\n")[0] ?? "";
      return value === "" || value === "DIRECT" ? [] : [[variable, value] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function aptTargets(): Promise<AptTarget[]> {
  const format = "$(RELEASE) $(COMPONENT) $(CREATED_BY) $(REPO_URI)";
  const { stdout } = await attempt("apt-get", ["indextargets", "--format", format]);
  return stdout.split("\n").flatMap((line) => {
    const [release = "", component, createdBy, uri = ""] = line.split(" ");
    return component === "main" && createdBy === "Packages" ? [{ release, uri: uri.replace(/\/$/, "") }] : [];
  });
}

/** Another distribution's or vendor's archive may use the same suite names. */
function isDebian({ uri }: AptTarget): boolean {
  return /^https?:\/\/\S+\/debian(-security)?$/.test(uri);
}
