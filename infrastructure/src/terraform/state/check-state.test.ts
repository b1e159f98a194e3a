import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StackError } from "@lambdastack/core";
import { describe, expect, it } from "vitest";
import { checkState } from "./check-state.ts";
import { keepCopy, newestCopy, type StateCopy, sha256 } from "./state-copies.ts";
import { parseTerraformState } from "./terraform-state.ts";

const stateText = (serial: number, lineage = "ours", resources: unknown[] = [{ instances: [] }]): string =>
  JSON.stringify({ version: 4, serial, lineage, resources });

const path = "/build/terraform/terraform.tfstate";

function copyOf(text: string): StateCopy {
  const state = parseTerraformState(text);
  if (!state) throw new Error("not a state");
  return { path: "/copies/7.json", state, sha256: sha256(text) };
}

function refusal(text: string | undefined, options: { newest?: StateCopy; hasMachines?: boolean } = {}): StackError {
  try {
    checkState({ path, text, newest: options.newest, hasMachines: options.hasMachines ?? false });
  } catch (error) {
    if (error instanceof StackError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the state of Terraform", () => {
  const newest = copyOf(stateText(7));

  it.each([
    ["empty", "", "terraform-state-damaged"],
    ["blank", "\n", "terraform-state-damaged"],
    ["truncated", stateText(8).slice(0, 40), "terraform-state-damaged"],
    ["something else", `{"version": 4}`, "terraform-state-damaged"],
    ["another cluster's", stateText(9, "theirs"), "terraform-state-foreign"],
    ["older than a copy", stateText(6), "terraform-state-older"],
    ["changed by hand", stateText(7, "ours", []), "terraform-state-forked"],
    ["gone", undefined, "terraform-state-missing"],
  ])("is refused where it is %s, and the way back is said", (_, text, code) => {
    const error = refusal(text, { newest });

    expect(error).toMatchObject({ code, ending: "refused" });
    expect(error.hint).toContain("cp '/copies/7.json' '/build/terraform/terraform.tfstate'");
  });

  it("is missed where our own state has machines, without any copy", () => {
    expect(refusal(undefined, { hasMachines: true }).code).toBe("terraform-state-missing");
  });

  it("is taken where it follows the newest copy, or is it", () => {
    for (const serial of [7, 8])
      expect(checkState({ path, text: stateText(serial), newest, hasMachines: true })?.serial).toBe(serial);
  });

  it("need not exist before the first run", () => {
    expect(checkState({ path, text: undefined, newest: undefined, hasMachines: false })).toBeUndefined();
  });
});

describe("copies of the state", () => {
  const folder = (): string => mkdtempSync(join(tmpdir(), "copies-"));

  it("are private, found by their serial, and made once", async () => {
    const directory = folder();
    for (const serial of [9, 10, 10]) await keepCopy(directory, stateText(serial), serial);

    expect((await newestCopy(directory))?.state.serial).toBe(10);
    expect(readdirSync(directory)).toHaveLength(2);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  });

  it("that are damaged are passed over", async () => {
    const directory = folder();
    await keepCopy(directory, stateText(3), 3);
    await keepCopy(directory, stateText(4), 4);
    const damaged = readdirSync(directory).find((name) => name.startsWith("4-")) ?? "";
    writeFileSync(join(directory, damaged), stateText(4).replace("ours", "hers"));

    expect((await newestCopy(directory))?.state.serial).toBe(3);
  });

  it("beyond the last hundred go", async () => {
    const directory = folder();
    for (let serial = 1; serial <= 103; serial += 1) await keepCopy(directory, stateText(serial), serial);

    const serials = readdirSync(directory).map((name) => Number(name.split("-")[0]));
    expect([serials.length, Math.min(...serials), Math.max(...serials)]).toEqual([100, 4, 103]);
  });
});
