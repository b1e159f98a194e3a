import type { CheckResult } from "@lambdastack/core";
import builder from "junit-report-builder";

/** Results of checks as JUnit's XML: a suite for each role on each machine, in the order of the checks. */
export function junitReport(results: readonly CheckResult[]): string {
  const report = builder.newBuilder();
  for (const own of grouped(results)) {
    const [{ machine = "", role = "" } = {}] = own;
    const suite = report.testSuite().name(`${role} on ${machine}`);
    for (const { check, passed, message = "", milliseconds } of own) {
      const test = suite.testCase().className(`${machine}.${role}`).name(check);
      test.time(milliseconds / 1000);
      if (!passed) test.failure(message, "failed");
    }
  }
  return report.build();
}

function grouped(results: readonly CheckResult[]): CheckResult[][] {
  const groups = new Map<string, CheckResult[]>();
  for (const result of results) {
    const key = `${result.machine} ${result.role}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()];
}
