import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildFolder, StackError } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Migration, UpgradeStep } from "../upgrade-run.ts";
import { withWayBack } from "./with-way-back.ts";

const failure = new StackError("unhealthy-after-upgrade", "It is not healthy.", { hint: "Mend it." });
const fails = () => Promise.reject(failure);

interface Given {
  step?: Partial<UpgradeStep>;
  rollback?: boolean;
  backup?: string;
  /** Scripts that fail, by a word of their purpose. */
  broken?: string;
  failing?: string[];
}

describe("a step with a way back", () => {
  let folder: ReturnType<typeof buildFolder>;
  let asked: string[];
  beforeEach(async () => {
    folder = buildFolder(await mkdtemp(join(tmpdir(), "way-back-")));
    asked = [];
  });
  afterEach(() => rm(folder.root, { recursive: true }));

  const session = (broken: string | undefined) => ({
    run: async ({ purpose }: { purpose: string }) => {
      asked.push(purpose);
      const isBroken = broken !== undefined && purpose.includes(broken);
      const stdout = purpose.startsWith("bring") ? "store 1.2.3\n" : "";
      return { status: isBroken ? 1 : 0, stdout, stderr: isBroken ? "no space left" : "", milliseconds: 1 };
    },
  });

  function attempt(work: () => Promise<number>, given: Given = {}) {
    const { rollback, backup, broken, failing = [] } = given;
    const step: UpgradeStep = {
      role: "store",
      machine: "a",
      packages: [{ name: "store", from: "1.2.3", to: "1.2.4" }],
      isDone: false,
      rollback: { isPossible: true },
      ...given.step,
    };
    const machine = {
      plan: { machine: "a" },
      run: { facts: { os: { family: "debian" } }, session: session(broken) },
      compared: [{ wanted: { role: "store", type: { name: "service" }, props: { name: "store", running: true } } }],
    };
    const components = {
      run: { folder, events: { emit: () => {} } },
      prepared: { machines: [machine] },
      record: { format: 1, at: "", steps: [step], ...(backup !== undefined && { backup }) },
    };
    const afterPackages = async () => void asked.push("steps after packages");
    const input = rollback === undefined ? {} : { rollback };
    const health = async () => failing;
    return withWayBack({ components, input, health, afterPackages } as never, step, work);
  }

  const kept = "keep former packages of store";
  const back = "bring former packages of store back";

  it("keeps what it replaces, and forgets it when all is well", async () => {
    expect(await attempt(async () => 1)).toBe(1);
    expect(asked).toEqual([kept, "forget former packages"]);
  });

  it("begins only where that can be kept", async () => {
    let hasBegun = false;
    const begin = async () => {
      hasBegun = true;
      return 1;
    };

    await expect(attempt(begin, { broken: "keep" })).rejects.toMatchObject({
      code: "former-packages-not-kept",
      ending: "refused",
    });
    expect(hasBegun).toBe(false);
    expect(await attempt(begin, { broken: "keep", rollback: false })).toBe(1);
  });

  it("goes back where it fails, starts services anew, and is written down", async () => {
    await expect(attempt(fails)).rejects.toMatchObject({
      code: "upgrade-rolled-back",
      ending: "failed",
      message: "It is not healthy. It was rolled back to store 1.2.3, and is healthy.",
    });
    expect(asked).toEqual([
      kept,
      back,
      "start services of store with former packages",
      "steps after packages",
      "forget former packages",
    ]);
    const [step] = JSON.parse(await readFile(folder.upgrade, "utf8")).steps;
    expect(step).toMatchObject({ isDone: false, rolledBackAt: expect.any(String) });
  });

  it.each([
    ["packages do not come back", { broken: "bring" }, "no space left"],
    ["services do not start", { broken: "start services" }, "could not be started"],
    ["it is not healthy after that", { failing: ["port:80 (closed)"] }, "port:80"],
  ])("tells of both where %s", async (_, given, reason) => {
    const attempted = attempt(fails, { ...given, backup: "20261127T010000Z" });

    await expect(attempted).rejects.toMatchObject({
      code: "rollback-failed",
      message: expect.stringMatching(new RegExp(`^It is not healthy\\..*${reason}`)),
      hint: expect.stringContaining("--at 20261127T010000Z --overwrite-newer"),
    });
    expect(asked).not.toContain("forget former packages");
  });

  const migrations: Migration[] = [{ name: "convert", state: "begun" }];
  it.each([
    ["the role cannot", { step: { rollback: { isPossible: false, reason: "it cannot" } } }, "it cannot"],
    ["nobody wants it", { rollback: false }, "--no-rollback was given"],
    ["data began to migrate", { step: { migrations } }, '"convert" began to migrate its data'],
  ])("stays where %s, and names the backup", async (_, given, reason) => {
    await expect(attempt(fails, { ...given, backup: "20261127T010000Z" })).rejects.toMatchObject({
      code: "unhealthy-after-upgrade",
      message: `It is not healthy. It is not rolled back: ${reason}.`,
      hint: expect.stringContaining("--at 20261127T010000Z"),
    });
    expect(asked).not.toContain(back);
  });

  it.each([
    ["stays", { rollback: false }],
    ["goes back", {}],
    ["does not come back", { broken: "bring" }],
  ])("tells each of several reasons where it %s", async (_, given) => {
    const lost = new StackError("machine-unreachable", "Lost b.");
    const both = new StackError("several-problems", "The upgrade stopped for 2 reasons.", {
      problems: [failure, lost],
    });

    await expect(attempt(() => Promise.reject(both), given)).rejects.toMatchObject({ problems: [failure, lost] });
  });

  it("does not take back what was interrupted or refused, or what is our own mistake", async () => {
    const interrupted = new StackError("interrupted", "Ctrl-C.", { ending: "interrupted" });

    await expect(attempt(() => Promise.reject(interrupted))).rejects.toBe(interrupted);
    await expect(attempt(() => Promise.reject(new TypeError("ours")))).rejects.toThrow(TypeError);
    expect(asked).toEqual([kept, kept]);
  });
});
