import { describe, expect, it } from "vitest";
import { renderError, renderWarning } from "./render-error.ts";
import { StackError } from "./stack-error.ts";

const plain = { color: false };
const location = { file: "input.yaml", line: 14, column: 7, sourceLine: "      count: many", length: 5 };

describe("renderError", () => {
  it("shows message, place, line, caret and hint", () => {
    const error = new StackError("bad", "count must be a whole number", { location, hint: "Write a number." });

    expect(renderError(error, plain)).toBe(
      [
        "error: count must be a whole number",
        "  at input.yaml:14:7",
        "  14 |       count: many",
        "     |       ^^^^^",
        "  hint: Write a number.",
      ].join("\n"),
    );
  });

  it("shows every one of several problems and their count", () => {
    const problems = [new StackError("a", "first"), new StackError("b", "second", { location: { file: "x.yaml" } })];

    expect(renderError(new StackError("several-problems", "2 problems", { problems }), plain)).toBe(
      "error: first\n\nerror: second\n  at x.yaml\n\nerror: 2 problems",
    );
  });

  it("cuts a long line and keeps the caret below the place", () => {
    const long = { ...location, column: 301, sourceLine: `${"x".repeat(300)}many${"y".repeat(300)}`, length: 4 };

    const [, , line = "", carets = ""] = renderError(new StackError("bad", "no", { location: long }), plain).split(
      "\n",
    );

    expect(line.length).toBeLessThan(180);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("many");
  });

  it("lets no text of a user move the cursor", () => {
    const rendered = renderError(new StackError("bad", "a\u001b[2Jb", { hint: "c\rd" }), plain);

    expect(rendered).toBe("error: a\uFFFD[2Jb\n  hint: c\uFFFDd");
  });

  it("colours only when asked to", () => {
    expect(renderError(new StackError("bad", "no"), { color: true })).toContain("\u001b[31m");
  });
});

describe("renderWarning", () => {
  it("has the same form", () => {
    expect(
      renderWarning({ message: "old key", location: { file: "a.yaml", line: 2 }, hint: "Remove it." }, plain),
    ).toBe("warning: old key\n  at a.yaml:2\n  hint: Remove it.");
  });
});

it("says what to do about several problems together", () => {
  const problems = [new StackError("one", "First."), new StackError("two", "Second.")];
  const error = new StackError("both", "2 failed.", { hint: "Go on with: lambdastack apply", problems });

  const text = renderError(error, { color: false });

  expect(text).toContain("error: 2 failed.\n  hint: Go on with: lambdastack apply");
});
