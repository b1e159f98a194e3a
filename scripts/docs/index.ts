import { commandPages } from "./command-pages.ts";
import { documentPages } from "./document-pages.ts";
import { indexPage } from "./index-page.ts";
import { manifestsPage } from "./manifests-page.ts";
import { providerPages, rolePages } from "./module-pages.ts";
import { readProduct } from "./product.ts";
import { resourceTypesPage } from "./resource-types-page.ts";
import { schemaFiles } from "./schema-files.ts";

/** Folders of which every file is generated. */
export const generatedFolders = ["commands", "documents", "providers", "roles", "schemas"].map(
  (name) => `docs/${name}`,
);

/** Every generated file of `docs/`, by its path from the product's root. */
export async function generateDocs(): Promise<Map<string, string>> {
  const product = await readProduct();
  const pages = new Map([
    ...commandPages(),
    ...documentPages(product),
    ...providerPages(product),
    ...rolePages(product),
    ...schemaFiles(product),
    ["docs/manifests.md", manifestsPage()] as const,
    ["docs/resource-types.md", resourceTypesPage()] as const,
  ]);
  return pages.set("docs/README.md", indexPage(product.root, pages));
}
