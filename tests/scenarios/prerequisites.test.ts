import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Cluster, endWithSuite } from "../lab/cluster.ts";
import { checkout, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { missingLines, stepsOf } from "../lab/transcript.ts";

const example = join(checkout, "examples/prerequisites");
const steps = stepsOf("README.md", readFileSync(join(example, "README.md"), "utf8"));

describe.skipIf(!machinesPossible())("the story of prerequisites", () => {
  let cluster: Cluster;
  endWithSuite(() => [cluster]);
  beforeAll(() => {
    vi.stubEnv("LAMBDASTACK_PLUGINS", "modules");
    cluster = new Cluster("story", readFileSync(join(example, "cluster.yaml"), "utf8"));
    for (const name of ["modules", "cluster.yaml"])
      cpSync(join(example, name), join(cluster.folder, name), { recursive: true });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  it.each(steps.map((step, index) => ({ ...step, number: index + 1 })))(
    "$number: $command ends with $status",
    async ({ words: [, ...words], lines, status }) => {
      const ended = await start("lambdastack", words, cluster.folder).ended;

      const printed = ended.stderr + ended.stdout;
      expect(missingLines(lines, printed), printed).toEqual([]);
      expect(ended.status, printed).toBe(status);
    },
  );

  it("leaves nothing", () => {
    expect(steps.length).toBeGreaterThan(12);
    expect(existsSync(cluster.build)).toBe(false);
  });
});
