import { defineTools } from "@lambdastack/core/role";
import { packImage } from "./image/carried-image.ts";
import { chooseRecipe } from "./image/choose-recipe.ts";
import { ensureImage } from "./image/image-store.ts";
import { recipeKey } from "./image/recipe.ts";
import { machineArchitecture } from "./plan/blueprint.ts";
import { checkComputer } from "./preflight/check-computer.ts";
import { imageStore } from "./settings.ts";

/** The image of machines, for a computer that has no internet to build one from. */
export default defineTools(async ({ folder, events, signal }) => {
  await checkComputer();
  const store = imageStore();
  const recipe = await chooseRecipe({}, machineArchitecture());
  const progress = (): void => undefined;
  events.emit({ type: "note", message: "packing the image of machines" });
  await ensureImage({ store, recipe, signal, progress });
  await packImage({ store, key: recipeKey(recipe), recipe, folder, signal });
});
