import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

export interface StaticServer {
  /** `http://127.0.0.1:<port>`. */
  address: string;
  /** Requests since it was started. */
  requests(): number;
  close(): Promise<void>;
}

/** Serves a folder on loopback, as a package source or mirror does. */
export async function serveFolder(folder: string): Promise<StaticServer> {
  let requests = 0;
  const server = createServer(({ url = "/" }, response) => {
    requests += 1;
    const path = join(folder, normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)));
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile()) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": found.size });
    createReadStream(path).pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
