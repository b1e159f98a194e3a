import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quote } from "../shell/quote.ts";
import { localSession } from "./fixtures/local-session.ts";
import { temporaryFolder } from "./fixtures/machine-run.ts";
import { newMarker, readSections, sectionScript } from "./machine-script.ts";

async function run(scripts: readonly { script: string; decisive?: boolean }[]) {
  const sections = scripts.map((section, index) => ({ name: `s${index}`, ...section }));
  const marker = newMarker();
  const script = sectionScript(sections, marker);
  const result = await localSession(temporaryFolder()).run({ purpose: "test", script, timeLimit: 5 });
  return { result, answers: readSections(result, sections, marker) };
}

describe("sectionScript", () => {
  it("gives back what each section printed, byte for byte", async () => {
    const texts = ["", "no newline", "newline\n", "\n\n", "@@lambdastack-00 0 0\n", "ä€\u0001"];

    const { answers } = await run(texts.map((text) => ({ script: `printf %s ${quote(text)}` })));

    expect(answers.map(({ stdout }) => stdout)).toEqual(texts);
  });

  it("keeps statuses and messages apart, and goes on after a failure", async () => {
    const { answers } = await run([
      { script: "echo bad >&2; exit 7" },
      { script: "set -eu; false; echo never" },
      { script: "" },
    ]);

    expect(answers.map(({ status, stderr }) => [status, stderr])).toEqual([
      [7, "bad\n"],
      [1, ""],
      [0, ""],
    ]);
  });

  it("runs nothing after a decisive section failed, and ends with its status", async () => {
    const { result, answers } = await run([{ script: "exit 9", decisive: true }, { script: "echo second" }]);

    expect(result.status).toBe(9);
    expect(answers).toHaveLength(1);
  });

  it("lets no section change the next one's folder or variables, nor read its program", async () => {
    const { answers } = await run([{ script: "cd /tmp; lost=1; cat" }, { script: 'pwd; echo "[$lost]"' }]);

    expect(answers.map(({ stdout }) => stdout)).toEqual(["", "/\n[]\n"]);
  });
});

describe("readSections", () => {
  const sections = [
    { name: "a", script: "" },
    { name: "b", script: "" },
  ];

  it("gives only whole sections of an output that was cut anywhere", () => {
    const whole = "one\n@@m 0 0\ntwo\n@@m 1 3\n";
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
        const answers = readSections({ stdout: whole.slice(0, length), stderr: "" }, sections, "@@m");

        expect(answers.length).toBeLessThan(2);
        if (answers[0]) expect(answers[0]).toMatchObject({ status: 0, stdout: "one" });
      }),
    );
  });

  it("takes any text without the marker as output", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        fc.pre(!`${one}${two}`.includes("@@m"));
        const stdout = `${one}\n@@m 0 0\n${two}\n@@m 1 3\n`;

        const answers = readSections({ stdout, stderr: "" }, sections, "@@m");

        expect(answers.map((answer) => answer.stdout)).toEqual([one, two]);
      }),
    );
  });
});
