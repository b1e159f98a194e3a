import { fileName } from "@lambdastack/core";
import type { Lock, LockedImage } from "../lock/lock.ts";
import { osFamilyOf } from "../os-families.ts";

/** What a release is made of, and where it lies in it. */
export interface ReleaseContent {
  /** Everything by hash, once. */
  artifacts: readonly { sha256: string; size: number }[];
  /** Packages and files by their path in the release. */
  files: readonly { sha256: string; size: number; path: string }[];
  images: readonly ImageRow[];
  /** Registries that the images come from. */
  upstreams: readonly string[];
}

export interface ImageRow {
  kind: "layer" | "manifest" | "tag";
  /** As our registry names it: that of the upstream registry goes ahead, so that two of them never collide. */
  name: string;
  sha256: string;
  size: number;
  /** Of a `tag`. */
  tag: string;
}

export function releaseContent(lock: Lock): ReleaseContent {
  const packages = Object.entries(lock.systems).flatMap(([system, locked]) =>
    locked.packages.map(({ sha256, size, filename }) => ({
      sha256,
      size,
      path: `${osFamilyOf(system).family.serve.folder}/${system}/${filename}`,
    })),
  );
  const files = lock.files.map(({ sha256, size, id, urls }) => ({
    sha256,
    size,
    path: `files/${id}/${fileName({ url: urls[0] ?? "" })}`,
  }));
  const images = lock.images.flatMap(imageRows);
  const all = [...packages, ...files, ...images];
  const artifacts = [...new Map(all.map(({ sha256, size }) => [sha256, { sha256, size }])).values()];
  return { artifacts, files: [...packages, ...files], images, upstreams: upstreamsOf(lock.images) };
}

/** Registries that images come from, each once. */
export const upstreamsOf = (images: readonly { reference: string }[]): string[] =>
  [...new Set(images.map(({ reference }) => named(reference).upstream))].sort();

function imageRows({ reference, digest, blobs }: LockedImage): ImageRow[] {
  const { upstream, path, tag } = named(reference);
  const name = `${upstream.replace(":", "-")}/${path}`;
  return blobs.map((blob): ImageRow => {
    const isManifest = /manifest|index/.test(blob.mediaType);
    const kind = blob.digest === digest ? "tag" : isManifest ? "manifest" : "layer";
    return {
      kind: kind === "tag" && tag === "" ? "manifest" : kind,
      name,
      sha256: hex(blob.digest),
      size: blob.size,
      tag,
    };
  });
}

const hex = (digest: string): string => digest.replace(/^sha256:/, "");

/** The parts of a reference as docker reads it: a first part without dot and colon is no registry. */
function named(reference: string): { upstream: string; path: string; tag: string } {
  const [bare = ""] = reference.split("@");
  const [, name = bare, tag = ""] = /^(.*):([^/:]+)$/.exec(bare) ?? [];
  const [first = "", ...rest] = name.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost"))
    return { upstream: first, path: rest.join("/"), tag };
  return { upstream: "docker.io", path: rest.length === 0 ? `library/${first}` : name, tag };
}
