// Writes the generated pages and schemas of docs/ from commands, schemas and manifests.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const loader = await createServer({
  root,
  configFile: false,
  appType: "custom",
  logLevel: "error",
  server: { middlewareMode: true, ws: false, watch: null },
  ssr: { resolve: { conditions: ["source"] } },
});
try {
  const { generateDocs } = await loader.ssrLoadModule("/scripts/docs/index.ts");
  const { writeDocs } = await loader.ssrLoadModule("/scripts/docs/write.ts");
  const { write, remove } = writeDocs(root, await generateDocs());
  for (const file of write) console.log(`written  ${file}`);
  for (const file of remove) console.log(`removed  ${file}`);
  console.log(`${write.length} written, ${remove.length} removed`);
} finally {
  await loader.close();
}
