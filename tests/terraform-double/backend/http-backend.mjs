#!/usr/bin/env node
/**
 * Terraform's `http` backend over a file: node http-backend.mjs FOLDER PORT. While FOLDER/refuse exists nothing is taken. Ends with
 * its standard input.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [, , folder, port] = process.argv;
const state = join(folder, "state.json");

createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const isWrite = request.method === "POST";
    const status = isWrite && existsSync(join(folder, "refuse")) ? 500 : isWrite || existsSync(state) ? 200 : 404;
    if (isWrite && status === 200) writeFileSync(state, Buffer.concat(chunks));
    response.statusCode = status;
    response.end(request.method === "GET" && status === 200 ? readFileSync(state) : "");
  });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));

process.stdin.resume().on("end", () => process.exit(0));
