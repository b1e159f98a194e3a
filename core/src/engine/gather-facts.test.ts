import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { localSession } from "./fixtures/local-session.ts";
import { temporaryFolder } from "./fixtures/machine-run.ts";
import { gatherFacts } from "./gather-facts.ts";
import { isMarked, markMachine } from "./ownership.ts";

/** A machine with this os-release, whatever computer the test runs on. */
function machineWith(release: string, folder = temporaryFolder()) {
  const session = localSession(folder);
  writeFileSync(join(folder, "os-release"), release);
  const run: typeof session.run = (step) =>
    session.run({ ...step, script: step.script.replaceAll("/etc/os-release", join(folder, "os-release")) });
  return { ...session, run };
}

const BOOKWORM =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';

describe("gatherFacts", () => {
  it("reads everything in one round trip", async () => {
    const session = machineWith(BOOKWORM);

    const { facts, journal } = await gatherFacts(session, Date.now);

    expect(session.steps).toHaveLength(1);
    expect(facts.os).toMatchObject({ id: "debian", version: "12", codename: "bookworm", family: "debian" });
    expect(facts.os.architecture).toMatch(/^\w+$/);
    expect(facts.memory).toBeGreaterThan(1_000_000);
    expect(facts.processors).toBeGreaterThan(0);
    expect(Math.abs(facts.timeSkew)).toBeLessThanOrEqual(1);
    expect(facts.lineage).toBeUndefined();
    expect(journal).toEqual([]);
  });

  it("says how far the machine's clock is ahead", async () => {
    const { facts } = await gatherFacts(machineWith(BOOKWORM), () => Date.now() - 3_600_000);

    expect(facts.timeSkew).toBeGreaterThanOrEqual(3599);
    expect(facts.timeSkew).toBeLessThanOrEqual(3601);
  });

  it.each([
    ["ID=ubuntu\nVERSION_ID='24.04'", "debian", "24.04"],
    ['ID="rocky"\nVERSION_ID="9.4"', "rhel", "9.4"],
    ['ID="almalinux"\nVERSION_ID="9"', "rhel", "9"],
  ])("knows the family of %j", async (release, family, version) => {
    const { facts } = await gatherFacts(machineWith(release), Date.now);

    expect(facts.os).toMatchObject({ family, version });
  });

  it.each(["ID=alpine", "", "ID=constructor", 'NAME="x\nID'])("refuses the system %j", async (release) => {
    await expect(gatherFacts(machineWith(release), Date.now)).rejects.toMatchObject({ code: "unsupported-system" });
  });

  it("finds the mark that was set, and the journal", async () => {
    const folder = temporaryFolder();
    const session = machineWith(BOOKWORM, folder);
    const entry = {
      run: "r",
      sequence: 1,
      role: "web",
      type: "file",
      identity: "/a\n'b",
      created: true,
      state: "started",
    };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "journal"), `${JSON.stringify(entry)}\n{"torn":`);

    await markMachine(session, "lineage'1");
    const { facts, journal } = await gatherFacts(session, Date.now);

    expect(facts.lineage).toBe("lineage'1");
    expect(journal).toEqual([entry]);
  });

  it("says that an answer was cut off", async () => {
    const session = localSession(temporaryFolder(), (result) => ({ ...result, stdout: result.stdout.slice(0, 400) }));

    await expect(gatherFacts(session, Date.now)).rejects.toMatchObject({ code: "check-truncated" });
  });
});

describe("isMarked", () => {
  const facts = { lineage: "theirs" } as Parameters<typeof isMarked>[1];

  it("refuses a machine of another cluster, unless it is taken over", () => {
    expect(() => isMarked("m-1", facts, { lineage: "ours", takeOver: false })).toThrow(/belongs to another cluster/);
    expect(isMarked("m-1", facts, { lineage: "ours", takeOver: true })).toBe(false);
    expect(isMarked("m-1", facts, { lineage: "theirs", takeOver: false })).toBe(true);
  });

  it("says so where the build folder is new", () => {
    expect(() => isMarked("m-1", facts, { lineage: "", takeOver: false })).toThrow(/this build folder has none yet\.$/);
  });
});
