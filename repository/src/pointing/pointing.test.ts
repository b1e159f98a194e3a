import { describe, expect, it } from "vitest";
import { osFamilyOf } from "../os-families.ts";
import { mirrorFiles } from "./mirror-files.ts";
import { pointingOf } from "./pointing.ts";

const input = {
  system: "debian-12",
  base: "http://10.0.0.2/r/0123456789abcdef",
  release: "0123456789abcdef",
  key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
  registry: "10.0.0.2:5000",
  upstreams: ["docker.io"],
};

describe("pointing a machine", () => {
  it("gives apt one drop-in, sources that our key signs, and goes to the repository past any proxy", async () => {
    const { point } = osFamilyOf("debian-12").family;
    const origin = { uri: `${input.base}/apt/debian-12`, key: input.key };

    await expect(JSON.stringify([point.dropIns(origin), point.files(origin)], undefined, 2)).toMatchFileSnapshot(
      "__golden__/debian.json",
    );
  });

  it("gives dnf a folder of repositories of its own", async () => {
    const { point } = osFamilyOf("almalinux-9").family;
    const origin = { uri: `${input.base}/rpm/almalinux-9`, key: input.key };

    await expect(JSON.stringify([point.dropIns(origin), point.files(origin)], undefined, 2)).toMatchFileSnapshot(
      "__golden__/rhel.json",
    );
  });

  it("is another one for another release, key or registry", () => {
    const hashes = [
      input,
      { ...input, base: "http://10.0.0.2/r/fedcba9876543210" },
      { ...input, key: "another" },
      { ...input, registry: "10.0.0.3:5000" },
    ].map((one) => pointingOf(one).hash);

    expect(new Set(hashes).size).toBe(hashes.length);
    expect(pointingOf(input).hash).toBe(pointingOf({ ...input }).hash);
  });

  it("gives container programs a mirror for each registry, and nothing where there are no images", () => {
    const upstreams = ["docker.io", "registry.example:5001"];
    const files = mirrorFiles({ registry: "10.0.0.2:5000", upstreams });

    expect(Object.keys(files)).toEqual([
      "/etc/containers/registries.conf.d/00-lambdastack.conf",
      "/etc/containerd/certs.d/docker.io/hosts.toml",
      "/etc/containerd/certs.d/registry.example:5001/hosts.toml",
    ]);
    expect(files["/etc/containers/registries.conf.d/00-lambdastack.conf"]).toContain(
      'location = "10.0.0.2:5000/registry.example-5001"',
    );
    expect(mirrorFiles({ registry: "10.0.0.2:5000", upstreams: [] })).toEqual({});
  });
});
