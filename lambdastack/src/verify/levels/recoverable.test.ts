import { describe, expect, it } from "vitest";
import type { ThrowAwayCluster } from "../throw-away-cluster.ts";
import { recoverable } from "./recoverable.ts";

interface Behaviour {
  /** What write-data.sh puts in. */
  written?: string;
  /** Roles of which the backup holds something. */
  backedUp?: readonly string[];
  /** What a restore makes of the data that were backed up. */
  restored?: (data: string) => string;
  /** Data that a machine made anew has. */
  anew?: string;
  passes?: boolean;
}

const machine = "demo-notes-1";
const fixture = { write: "write", read: "read" };

/** One machine that keeps a text, in memory. */
function clusterThat({
  written = "one\ntwo\n",
  backedUp = ["notes"],
  restored = (data) => data,
  anew = "",
  passes = true,
}: Behaviour): ThrowAwayCluster {
  let data = "";
  let backup = "";
  const answer = { status: 0, stderr: "", milliseconds: 1 };
  const components = {
    backup: async () => {
      backup = data;
      return { set: { id: "first", files: backedUp.map((role) => ({ role })) } };
    },
    restore: async () => {
      data = restored(backup);
    },
    test: async () => [{ machine, role: "notes", check: "port:1", passed: passes, message: "nothing listens" }],
  };
  const ask = async (_: string, script: string) => {
    if (script.endsWith("write")) data = written;
    return { ...answer, stdout: script.endsWith("read") ? data : "" };
  };
  const makeAnew = async () => {
    data = anew;
  };
  const cluster = { stack: { components }, input: { files: [] }, ask, makeAnew, machinesWith: async () => [machine] };
  return cluster as unknown as ThrowAwayCluster;
}

const verdict = (behaviour: Behaviour) => recoverable(clusterThat(behaviour), { role: "notes", fixture });

describe("a role", () => {
  it("is recoverable where its data are there again", async () => {
    expect(await verdict({})).toEqual([]);
  });

  it.each<[string, Behaviour, string]>([
    ["writes nothing", { written: "" }, "verify/read-data.sh printed nothing after verify/write-data.sh"],
    ["backs up nothing", { backedUp: ["other"] }, "The backup holds nothing of notes."],
    ["has its data without a restore", { anew: "one\ntwo\n" }, `machines made anew: ${machine}.`],
    ["loses a line", { restored: () => "one\n" }, 'line 2 was "two", and is ""'],
    ["does not work afterwards", { passes: false }, `After the restore, port:1 fails on ${machine}: nothing listens`],
  ])("that %s is not, and is told so", async (_, behaviour, said) => {
    expect(await verdict(behaviour)).toEqual([expect.stringContaining(said)]);
  });
});
