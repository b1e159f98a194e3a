import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { checkout, lambdastack, start } from "../lab/lambdastack.ts";
import { machinesPossible } from "../lab/machines-possible.ts";
import { isLong, randomFrom, seed } from "../lab/sweep.ts";

const plugins = ["--plugins", join(checkout, "plugins")];
let folder: string;

const run = (...words: string[]) => lambdastack(words, folder);
const apply = (...words: string[]) => run("apply", "-f", "input.yaml", "--json", ...words);
const destroy = () => run("destroy", "-b", "build/faults", "--auto-approve", "--purge");
const begin = (words: string[]) => start("lambdastack", [...plugins, ...words], folder);

const documents = `kind: lambdastack-cluster
name: default
provider: local
specification:
  name: faults
  admin_user:
    name: operations
  local:
    address_pool: 10.82.0.0/24
  components:
    web:
      count: 1
`;

async function until(isTrue: () => boolean, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error("it did not happen in time");
    await wait(20);
  }
}

const events = () => {
  const runs = join(folder, "build/faults/runs");
  const [last] = readdirSync(runs).sort().reverse();
  return readFileSync(join(runs, last ?? "", "events.ndjson"), "utf8");
};

const happened = (text: string) => () => {
  try {
    return events().includes(text);
  } catch {
    return false;
  }
};

describe.skipIf(!machinesPossible())("faults on real machines", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "faults-"));
    writeFileSync(join(folder, "input.yaml"), documents);
  });
  afterEach(async () => {
    await destroy();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("lets one of two applies work and refuses the other within a second, naming the holder", async () => {
    const first = begin(["apply", "-f", "input.yaml"]);
    await until(happened("run-started"), 180_000);

    const began = Date.now();
    const second = await apply();
    const took = Date.now() - began;

    expect(second.status).toBe(4);
    expect(second.stderr).toContain(String(first.pid));
    // under half a second on an idle computer; the test allows for a busy one
    expect(took).toBeLessThan(3000);
    expect((await first.ended).status).toBe(0);
  });

  it("ends cleanly at Ctrl-C, says how to go on, and the next apply finishes", async () => {
    const first = begin(["apply", "-f", "input.yaml"]);
    await until(happened("resource-started"), 180_000);

    first.kill("SIGINT");
    const { status, stderr } = await first.ended;
    const next = await apply();

    expect(status).toBe(130);
    expect(stderr).toContain("lambdastack apply -b");
    expect(next.status).toBe(0);
    expect(JSON.parse((await apply()).stdout).changed).toBe(0);
  });

  it(`converges after being killed at ${isLong ? "ten random moments" : "a random moment"} of a first apply (seed ${seed})`, {
    timeout: 900_000,
  }, async () => {
    process.stderr.write(`kill sweep: LAMBDASTACK_TEST_SEED=${seed}\n`);
    const random = randomFrom(seed);
    const began = Date.now();
    expect((await apply()).status).toBe(0);
    const whole = Date.now() - began;
    await destroy();

    for (let round = 0; round < (isLong ? 10 : 1); round++) {
      const killed = begin(["apply", "-f", "input.yaml"]);
      const moment = Math.round(random() * whole);
      await Promise.race([wait(moment), killed.ended]);
      killed.kill("SIGKILL");
      await killed.ended;

      const next = await apply();
      const after = await apply();

      expect([moment, next.status, next.stderr.slice(-500)]).toEqual([moment, 0, expect.any(String)]);
      expect([moment, JSON.parse(after.stdout).changed]).toEqual([moment, 0]);
      await destroy();
    }
  });

  it("does the same in two standalone processes as in one", async () => {
    const infra = await start("infrastructure", [...plugins, "apply", "-f", "input.yaml"], folder).ended;
    const components = await start("components", [...plugins, "apply", "-b", "build/faults"], folder).ended;

    const whole = await apply();

    expect([infra.status, components.status]).toEqual([0, 0]);
    expect(whole.status).toBe(0);
    expect(JSON.parse(whole.stdout).changed).toBe(0);
  });

  it("refuses machines of another cluster, and an unreadable state, before any change", async () => {
    expect((await apply()).status).toBe(0);
    const state = join(folder, "build/faults/state.yml");
    const whole = readFileSync(state, "utf8");

    writeFileSync(state, "");
    const empty = await apply();
    writeFileSync(state, whole.replace(/lineage: .*/, "lineage: 00000000-0000-4000-8000-000000000000"));
    const foreign = await apply();
    writeFileSync(state, whole);

    expect(empty.status).toBe(4);
    expect(empty.stderr).toContain("state restore");
    expect(foreign.status).toBe(4);
    expect(JSON.parse((await apply()).stdout).changed).toBe(0);
  });

  it("refuses a machine whose host key changed", async () => {
    expect((await apply()).status).toBe(0);
    const pins = join(folder, "build/faults/keys/known_hosts");
    const text = readFileSync(pins, "utf8");
    const other = "AAAAC3NzaC1lZDI1NTE5AAAAIJyqkcQPHYDAQeYhYmpJPhJ7vwHCn2ZpyTK4sS4Hj1vE";

    writeFileSync(pins, text.replace(/(ssh-ed25519) \S+/, `$1 ${other}`));
    const refused = await apply();
    writeFileSync(pins, text);

    expect(refused.status).toBe(4);
    expect(refused.stderr).toContain("SHA256:");
    expect((await apply()).status).toBe(0);
  });
});
