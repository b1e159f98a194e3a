import type { ProviderContext } from "@lambdastack/core";
import { isCarried, unpackImage } from "./carried-image.ts";
import { ensureImage, type ImageRequest } from "./image-store.ts";

/** Builds an image, or takes it from what was carried here, unless it is there. */
export async function provideImage({ tools }: Pick<ProviderContext, "tools">, request: ImageRequest): Promise<void> {
  if (tools && isCarried(request.recipe)) await unpackImage(request, tools);
  else await ensureImage(request);
}
