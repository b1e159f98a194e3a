import builder, { type TestSuite } from "junit-report-builder";
import { type LevelResult, promises, type Verification } from "../level.ts";

/** A verification as JUnit's XML: a suite per level, and a case per rule where it has some. */
export function junitReport({ role, levels }: Verification): string {
  const report = builder.newBuilder();
  for (const level of levels) addCases(report.testSuite().name(`${role} ${level.level}`), role, level);
  return report.build();
}

function addCases(
  suite: TestSuite,
  role: string,
  { level, outcome, problems, rules, milliseconds }: LevelResult,
): void {
  const cases = rules ?? [{ rule: level, promise: promises[level], problems }];
  for (const { rule, promise, problems } of cases) {
    const test = suite.testCase().className(role).name(`${rule}: ${promise}`);
    test.time(milliseconds / 1000 / cases.length);
    if (outcome.startsWith("not ")) test.skipped().standardOutput(`${outcome}: ${problems.join("\n")}`);
    else if (problems.length > 0) test.failure(problems.join("\n"), rule);
  }
}
