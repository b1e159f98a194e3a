import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { join } from "node:path";
import { openCloud } from "../cloud/open-cloud.mjs";
import { answerAzure } from "./azurerm.mjs";
import { answerGoogle } from "./google.mjs";

const answers = { azurerm: answerAzure, google: answerGoogle };

/** Serves the cloud's own interface, as far as the SDKs of the product ask it, over the fake cloud in `<folder>/cloud`. */
export function serveApi({ provider, folder, port }) {
  const cloud = openCloud(join(folder, "cloud"));
  const serve = (request, response) => {
    const answer = answers[provider]({ url: request.url, host: request.headers.host, resources: cloud.all() });
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer ?? { error: { code: "ResourceNotFound", message: request.url } }));
  };
  // Azure's SDK sends its token over TLS alone
  const tls = () => ({ key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) });
  const server = provider === "azurerm" ? createHttps(tls(), serve) : createHttp(serve);
  return new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
}
