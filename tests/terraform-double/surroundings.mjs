#!/usr/bin/env node
/** Keeps what a cluster of the double lives in: SSH servers and the cloud's interface. Started below `enter.sh`. */
import { join } from "node:path";
import { serveApi } from "./api/serve.mjs";
import { openCloud } from "./cloud/open-cloud.mjs";
import { serveMachines } from "./machines/ssh-server.mjs";

const [provider, folder, port] = process.argv.slice(2);
await serveMachines(join(folder, "machines"), openCloud(join(folder, "cloud")));
await serveApi({ provider, folder, port: Number(port) });
console.log("ready");
process.stdin.resume().on("end", () => process.exit(0));
