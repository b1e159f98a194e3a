import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";

const roles = ["etcd", "zookeeper", "rabbitmq", "postgresql"];

describe.skipIf(!machinesPossible())("a role of the product that holds data", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "recoverable-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(roles.map((role, index) => [role, `10.117.${index}.0/24`]))(
    "reaches every level: %s",
    { timeout: 900_000 },
    async (role, pool) => {
      const words = ["plugin", "verify", join(checkout, "components/plugins", role), "--address-pool", pool, "--json"];
      const { status, stdout, stderr } = await start("lambdastack", words, folder).ended;

      expect(status, stdout + stderr).toBe(0);
      const { reached, levels } = JSON.parse(stdout) as { reached: string; levels: { outcome: string }[] };
      expect([reached, ...levels.map(({ outcome }) => outcome)]).toEqual(["recoverable", ...Array(5).fill("reached")]);
    },
  );
});
