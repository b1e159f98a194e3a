import { join } from "node:path";
import { loadPackageDefinition, Server, ServerCredentials } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

/** Milliseconds between two looks at whether Terraform still lives. */
const parentInterval = 200;

/**
 * Serves a plugin on a loopback port and tells Terraform which, as go-plugin does. Terraform must be told not to
 * speak TLS: `TF_DISABLE_PLUGIN_TLS=1`.
 */
export function servePlugin(handlers) {
  if (process.env.TF_PLUGIN_MAGIC_COOKIE === undefined) {
    console.error("This is a plugin: Terraform starts it.");
    process.exit(1);
  }
  const server = new Server({ "grpc.max_receive_message_length": -1 });
  server.addService(serviceIn("tfplugin5.proto", "tfplugin5", "Provider"), unaryCalls(handlers));
  server.addService(serviceIn("plugin.proto", "plugin", "GRPCController"), {
    Shutdown: (_call, answer) => {
      answer(null, {});
      process.exit(0);
    },
  });
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    console.log(`1|5|tcp|127.0.0.1:${port}|grpc|`);
  });
  endWithParent();
}

function serviceIn(file, packageName, service) {
  const definition = loadSync(join(import.meta.dirname, file), { keepCase: true, defaults: false, enums: String });
  return loadPackageDefinition(definition)[packageName][service].service;
}

/** Each handler takes the request and returns, or resolves with, the response. */
function unaryCalls(handlers) {
  const call =
    (handler) =>
    async ({ request }, answer) => {
      try {
        answer(null, await handler(request));
      } catch (error) {
        answer({ code: 13, details: error.stack });
      }
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, call(handler)]));
}

/** A plugin can outlive a Terraform that was killed. */
function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, parentInterval).unref();
}
