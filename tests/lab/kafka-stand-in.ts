import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkout } from "./lambdastack.ts";

/** Tools of Kafka that the role calls. */
const tools = [
  "acls",
  "broker-api-versions",
  "cluster",
  "console-consumer",
  "console-producer",
  "metadata-quorum",
  "reassign-partitions",
  "server-start",
  "storage",
  "topics",
];

/** A release in Kafka's layout whose every program is the stand-in. Returns its path. */
function makeRelease(folder: string): string {
  const tree = join(folder, "release/kafka-stand-in");
  mkdirSync(join(tree, "bin"), { recursive: true });
  cpSync(join(import.meta.dirname, "kafka-stand-in/stand-in.pl"), join(tree, "libs/stand-in.pl"));
  for (const tool of tools) {
    const script = `#!/bin/sh\nexec perl "\${0%/bin/*}/libs/stand-in.pl" ${tool} "$@"\n`;
    writeFileSync(join(tree, `bin/kafka-${tool}.sh`), script, { mode: 0o755 });
  }
  const path = join(folder, "release/kafka-stand-in.tgz");
  execFileSync("tar", ["-czf", path, "-C", join(folder, "release"), "kafka-stand-in"]);
  return path;
}

/**
 * The product's role in a plugin directory of the folder, which requires a stand-in at `address` in place of Apache's release.
 * Nothing else of the role differs. Returns the folder that must be served at the address.
 */
export function makeKafkaStandIn(folder: string, address: string): string {
  const release = makeRelease(folder);
  const role = join(folder, "roles/kafka");
  cpSync(join(checkout, "components/plugins/kafka"), role, {
    recursive: true,
    filter: (path) => !path.endsWith(".test.ts") && !path.includes("__golden__"),
  });
  const manifest = join(role, "role.yml");
  writeFileSync(manifest, `${readFileSync(manifest, "utf8")}override: true\n`);
  const file = join(role, "requirements.yml");
  const { packages } = parse(readFileSync(file, "utf8")) as { packages: object };
  const files = [
    {
      id: "kafka",
      url: `${address}/kafka-stand-in.tgz`,
      size: statSync(release).size,
      sha256: createHash("sha256").update(readFileSync(release)).digest("hex"),
    },
  ];
  writeFileSync(file, stringify({ packages, files }));
  return join(folder, "release");
}
