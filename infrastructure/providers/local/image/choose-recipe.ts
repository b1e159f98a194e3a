import type { ProviderContext } from "@lambdastack/core";
import { imageStore } from "../settings.ts";
import { archiveOf, carriedRecipe } from "./carried-image.ts";
import { hasImage } from "./image-store.ts";
import { debianRecipe, type Recipe, recipeKey } from "./recipe.ts";
import { debianSources } from "./sources.ts";

/**
 * The image that machines get: the one built from this computer's mirror where it is there; else one that was carried here, now
 * or earlier; else it is to be built.
 */
export async function chooseRecipe({ tools }: Pick<ProviderContext, "tools">, architecture: string): Promise<Recipe> {
  const store = imageStore();
  const own = debianRecipe(await debianSources("bookworm"), architecture);
  if (await hasImage(store, recipeKey(own))) return own;
  const carried = carriedRecipe(own);
  const isThere = await hasImage(store, recipeKey(carried));
  return isThere || archiveOf(own, (await tools?.names()) ?? []) !== undefined ? carried : own;
}
