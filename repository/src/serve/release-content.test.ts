import { describe, expect, it } from "vitest";
import type { Lock } from "../lock/lock.ts";
import { releaseContent, upstreamsOf } from "./release-content.ts";

const hash = (digit: string): string => digit.repeat(64);
const lock: Lock = {
  kind: "repository-lock",
  version: 1,
  requirements: {},
  systems: {
    "debian-12": {
      family: "debian",
      architectures: ["amd64"],
      profile: "empty",
      packages: [
        {
          name: "tool",
          version: "1",
          architecture: "amd64",
          filename: "tool_1_amd64.deb",
          urls: ["http://mirror.example/tool.deb"],
          size: 10,
          sha256: hash("a"),
          neededBy: ["web"],
          pulledBy: [],
        },
      ],
    },
  },
  files: [
    {
      id: "app",
      architecture: "any",
      urls: ["https://files.example/releases/app-1.tgz?x=1"],
      size: 20,
      sha256: hash("b"),
      neededBy: ["web"],
    },
  ],
  images: [
    {
      reference: "haproxy:2.2",
      digest: `sha256:${hash("c")}`,
      neededBy: ["web"],
      blobs: [
        { digest: `sha256:${hash("c")}`, size: 1, mediaType: "application/vnd.oci.image.index.v1+json" },
        { digest: `sha256:${hash("d")}`, size: 2, mediaType: "application/vnd.oci.image.manifest.v1+json" },
        { digest: `sha256:${hash("e")}`, size: 3, mediaType: "application/vnd.oci.image.layer.v1.tar+gzip" },
      ],
    },
    {
      reference: `registry.example:5001/team/app@sha256:${hash("f")}`,
      digest: `sha256:${hash("f")}`,
      neededBy: ["web"],
      blobs: [
        { digest: `sha256:${hash("f")}`, size: 4, mediaType: "application/vnd.docker.distribution.manifest.v2+json" },
      ],
    },
  ],
};

describe("what a release is made of", () => {
  it("lays packages by system and files by id", () => {
    const { files } = releaseContent(lock);

    expect(files.map(({ path }) => path)).toEqual(["apt/debian-12/tool_1_amd64.deb", "files/app/app-1.tgz"]);
  });

  it("names images by the registry they come from, so that two of them never collide", () => {
    const { images, upstreams } = releaseContent(lock);

    expect(images.map(({ kind, name, tag }) => `${kind} ${name} ${tag}`.trim())).toEqual([
      "tag docker.io/library/haproxy 2.2",
      "manifest docker.io/library/haproxy 2.2",
      "layer docker.io/library/haproxy 2.2",
      "manifest registry.example-5001/team/app",
    ]);
    expect(upstreams).toEqual(["docker.io", "registry.example:5001"]);
  });

  it("counts the same content once", () => {
    const twice = { ...lock, images: [...lock.images, ...lock.images] };

    expect(releaseContent(twice).artifacts).toEqual(releaseContent(lock).artifacts);
    expect(releaseContent(lock).artifacts).toHaveLength(6);
  });
});

describe("the registries that images come from", () => {
  it("are each named once, as docker reads a reference", () => {
    const references = ["haproxy:2.8", "quay.io/a/b:1", "docker.io/library/busybox:1", "lab:5000/x@sha256:0"];

    expect(upstreamsOf(references.map((reference) => ({ reference })))).toEqual(["docker.io", "lab:5000", "quay.io"]);
  });
});
