import { describe, expect, it } from "vitest";
import type { Invocation } from "../cli/command-spec.ts";
import { approvalOf, influencesOf } from "./approval.ts";

/** A command line at a terminal, or without one, whose user answers each question alike. */
function invocation(interactive: boolean, answer: boolean, options: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const terminal = {
    interactive,
    note: () => undefined,
    confirm: async (question: string) => {
      asked.push(question.trim());
      return answer;
    },
  };
  return { asked, invocation: { terminal, options, signal: new AbortController().signal } as unknown as Invocation };
}
const proposal = { text: "", hasChanges: true, destroys: false };

describe("a plan", () => {
  it("is put to whoever sits at the terminal, and is refused by anything but yes", async () => {
    const { asked, invocation: at } = invocation(true, false);

    await expect(approvalOf(at)(proposal)).rejects.toMatchObject({ code: "declined", ending: "refused" });
    expect(asked).toEqual(["Do this? [y/N]"]);
  });

  it("proceeds without a terminal, unless it destroys", async () => {
    const { invocation: at } = invocation(false, false);

    await expect(approvalOf(at)(proposal)).resolves.toBeUndefined();
    await expect(approvalOf(at)({ ...proposal, destroys: true })).rejects.toMatchObject({ code: "approval-missing" });
  });
});

describe("what a run influences", () => {
  it.each([true, false])("is accepted by a person alone: %s", async (answer) => {
    const { asked, invocation: at } = invocation(true, answer);

    expect(await influencesOf(at).confirmInfluences?.()).toBe(answer);
    expect(asked).toEqual(["Change what is influenced too, exactly as shown above? [y/N]"]);
  });

  it("is not accepted by a missing terminal, nor by --auto-approve", () => {
    expect(influencesOf(invocation(false, true).invocation)).toEqual({});
    expect(influencesOf(invocation(true, true, { autoApprove: true }).invocation)).toEqual({});
  });
});
