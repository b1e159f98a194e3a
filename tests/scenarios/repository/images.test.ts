import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEvents, createRedactor, execute, type ImageRequirement } from "@lambdastack/core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { download } from "../../../repository/src/download/download.ts";
import { imageRows, resolveImages } from "../../../repository/src/images/resolve-images.ts";
import type { Lock, LockedImage } from "../../../repository/src/lock/lock.ts";
import { prepare } from "../../../repository/src/prepare/prepare.ts";
import { storeLayout } from "../../../repository/src/store/store.ts";
import { type ImageRegistry, imageRegistry } from "../../lab/image-registry.ts";

const tools = ["skopeo", "umoci", "docker-registry"];
const isPossible = tools.every((tool) => spawnSync(tool, ["--version"]).status === 0);

const root = mkdtempSync(join(tmpdir(), "images-"));
let registry: ImageRegistry;
let folder: string;
let single: ImageRequirement;
let several: ImageRequirement;
/** Digest of something else that the repository of `several` has. */
let older: string;

const environment = () => ({ ...process.env, HOME: registry.home });
const resolve = (images: ImageRequirement[], architectures: string[]): Promise<LockedImage[]> =>
  resolveImages(imageRows([{ name: "sample", directory: "/", requirements: { images } }], architectures), (script) =>
    execute({ command: "sh", arguments: ["-s"], input: script, timeLimit: 60, environment: environment() }),
  );
const lockOf = (images: readonly LockedImage[]): Lock => ({
  kind: "repository-lock",
  version: 1,
  requirements: {},
  systems: {},
  files: [],
  images,
});
const get = (images: readonly LockedImage[]) =>
  download({
    lock: lockOf(images),
    folder,
    environment: environment(),
    signal: new AbortController().signal,
    events: createEvents({ redactor: createRedactor([]) }),
  });

/** Blobs that the store lacks or has with other content. */
function lacking({ blobs }: LockedImage): string[] {
  const store = storeLayout(join(folder, "store"));
  return blobs
    .map(({ digest }) => digest.slice(7))
    .filter((hash) => !existsSync(store.path(hash)) || hashOf(store.path(hash)) !== hash);
}

const hashOf = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

describe.skipIf(!isPossible)("images of a real registry", () => {
  beforeAll(async () => {
    registry = await imageRegistry(join(root, "registry"));
    single = { reference: `${registry.address}/lab/single:amd64`, digest: await registry.push("lab/single", "amd64") };
    older = await registry.push("lab/several", "amd64");
    await registry.push("lab/several", "arm64");
    const digest = await registry.pushIndex("lab/several", "v1", ["amd64", "arm64"]);
    several = { reference: `${registry.address}/lab/several:v1`, digest };
  });
  beforeEach(() => {
    folder = mkdtempSync(join(root, "downloaded-"));
  });
  afterAll(async () => {
    await registry?.close();
    rmSync(root, { recursive: true });
  });

  it("are resolved to index, manifests, configurations and layers, each once", async () => {
    const [both, one] = await Promise.all([resolve([several], ["amd64", "arm64"]), resolve([several], ["arm64"])]);

    const kinds = [/index/, /manifest/, /manifest/, /config/, /config/, /layer/, /layer/];
    expect(both[0]).toMatchObject({ reference: several.reference, digest: several.digest, neededBy: ["sample"] });
    expect(both[0]?.blobs).toHaveLength(kinds.length);
    for (const kind of kinds)
      expect(both[0]?.blobs.filter(({ mediaType }) => kind.test(mediaType))).toHaveLength(
        kinds.filter((other) => String(other) === String(kind)).length,
      );
    expect(one[0]?.blobs).toHaveLength(4);
  });

  it("without a digest are those that the reference names now, or that another role has pinned", async () => {
    const { reference } = several;

    const alone = await resolve([{ reference }], ["amd64"]);
    const beside = await resolve([{ reference }, { reference, digest: older }], ["amd64"]);

    expect(alone).toMatchObject([{ reference, digest: several.digest, neededBy: ["sample"] }]);
    expect(beside).toMatchObject([{ reference, digest: older }]);
    await expect(resolve([{ reference: `${reference}-gone` }], ["amd64"])).rejects.toThrow(/Image of sample: .*-gone/);
  });

  it("are fetched whole, and not again", async () => {
    const images = await resolve([several, single], ["amd64"]);
    await get(images);
    const nowhere = images.map((image) => ({ ...image, reference: image.reference.replace(/:[0-9]+/, ":1") }));

    await get(nowhere);

    expect(images.flatMap(lacking)).toEqual([]);
  });

  it("are fetched the same by the script, which resolves them itself", async () => {
    const requirements = { images: [several, single] };
    const scripts = join(folder, "scripts");
    const requirers = [{ name: "sample", directory: "/", requirements }];
    await prepare({ folder: scripts, requirers, systems: [], architectures: ["amd64"], mirrors: [] });

    const script = () =>
      spawnSync("sh", [join(scripts, "download.sh"), "-o", folder], { env: environment(), encoding: "utf8" });
    const [first, second] = [script(), script()];

    const images = await resolve([several, single], ["amd64"]);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining("2 images") });
    expect(second).toMatchObject({ status: 0, stderr: expect.not.stringContaining("image 127") });
    expect(JSON.parse(readFileSync(join(folder, "lock.json"), "utf8")).images).toEqual(images);
    expect(images.flatMap(lacking)).toEqual([]);
  });

  it("are named where a digest or an architecture is not there", async () => {
    const gone = { ...single, digest: `sha256:${"0".repeat(64)}` };

    await expect(resolve([gone], ["amd64"])).rejects.toThrow(/Image of sample: .*lab\/single@sha256:0000/);
    await expect(resolve([{ ...several, architectures: ["amd64", "riscv64"] }], ["amd64"])).rejects.toThrow(
      /lab\/several:v1 does not exist for riscv64/,
    );
  });

  it("do not keep the rest from coming when one of them is gone", async () => {
    const images = await resolve([several, single], ["amd64"]);
    const [a, b] = images as [LockedImage, LockedImage];
    const broken = { ...a, reference: a.reference.replace("lab/", "gone/") };

    await expect(get([broken, b])).rejects.toThrow(/1 of 2 could not be downloaded:\n {2}image .*gone/);

    expect(lacking(b)).toEqual([]);
  });

  it("are fetched anew where a blob of the store was damaged", async () => {
    const images = await resolve([single], ["amd64"]);
    await get(images);
    const [blob] = images[0]?.blobs ?? [];
    const path = storeLayout(join(folder, "store")).path(String(blob?.digest.slice(7)));
    writeFileSync(path, Buffer.alloc(blob?.size ?? 0, "x"));

    await get(images);

    expect(images.flatMap(lacking)).toEqual([]);
  });
});
