import type { BundleManifest } from "../bundle-manifest.ts";
import { openBundle } from "../open-bundle.ts";
import type { Signer } from "../signing/signature.ts";

export interface InspectOptions {
  /** Text of an `allowed_signers` file; without it whoever signed is only named. */
  allowedSigners: string | undefined;
  /** Also hash every member. */
  verify: boolean;
  checkInterrupted?(): void;
  progress?(done: number, total: number): void;
}

export interface Inspected {
  manifest: BundleManifest;
  signer: Signer;
  /** How many members were hashed, all of them right. */
  verified: number;
}

/** What a bundle says of itself; nothing is unpacked. */
export async function inspectBundle(path: string, options: InspectOptions): Promise<Inspected> {
  const bundle = await openBundle(path, { allowedSigners: options.allowedSigners });
  try {
    const verified = options.verify ? await hashAll(bundle, options) : 0;
    return { manifest: bundle.manifest, signer: bundle.signer, verified };
  } finally {
    await bundle.close();
  }
}

async function hashAll(
  { members, manifest }: Awaited<ReturnType<typeof openBundle>>,
  { checkInterrupted, progress }: InspectOptions,
): Promise<number> {
  let count = 0;
  let done = 0;
  for await (const { member, content } of members()) {
    checkInterrupted?.();
    for await (const _ of content);
    count += 1;
    done += member.size;
    progress?.(done, manifest.totals.bytes);
  }
  return count;
}
