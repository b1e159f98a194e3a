import { describe, expect, it } from "vitest";
import { type LevelResult, verificationOf } from "../level.ts";
import { junitReport } from "./junit.ts";
import { textReport } from "./text.ts";

const results: LevelResult[] = [
  { level: "valid", outcome: "reached", problems: [], warnings: ["It is young."], milliseconds: 10 },
  { level: "idempotent", outcome: "reached", problems: [], milliseconds: 10 },
  { level: "honest", outcome: "not applicable", problems: ["Its plan is open."], milliseconds: 10 },
  { level: "auditable", outcome: "missed", problems: ["Nothing was found."], milliseconds: 10 },
  { level: "recoverable", outcome: "not reached", problems: ["Not asked."], milliseconds: 0 },
];
const verification = verificationOf("web", "/roles/web", results);

describe("a report of levels", () => {
  it("counts those in a row from the first, and none behind one that cannot be judged", () => {
    const further = verificationOf("web", "/", [
      ...results.slice(0, 3),
      { level: "auditable", outcome: "reached", problems: [], milliseconds: 1 },
    ]);

    expect([verification.reached, further.reached]).toEqual(["idempotent", "idempotent"]);
  });

  it("says for people what was not judged, and why", () => {
    expect(textReport(verification)).toBe(`✓ valid        keeps to the contract
    Warning: It is young.
✓ idempotent   changes nothing when it is applied a second time
- honest       changes what the plan said, and nothing else (not applicable)
    Its plan is open.
✗ auditable    finds what somebody changed by hand, and puts it right
    Nothing was found.
- recoverable  gives the data back from a backup (not reached)
    Not asked.

web is idempotent.`);
  });

  it("has in JUnit a suite for each level, skipped where nobody judged", () => {
    const xml = junitReport(verification);

    expect(xml).toMatch(/<testsuites tests="5" failures="1" errors="0" skipped="2">/);
    expect(xml.match(/<skipped\/>/g)).toHaveLength(2);
    expect(xml).toContain("not applicable: Its plan is open.");
    expect(xml).toContain('<failure message="Nothing was found."');
  });
});
