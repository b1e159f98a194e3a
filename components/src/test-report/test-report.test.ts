import { expect, it } from "vitest";
import { junitReport } from "./junit-report.ts";
import { resultsTable } from "./results-table.ts";

const results = [
  { machine: "demo-db-1", role: "postgresql", check: "port:5432", passed: true, milliseconds: 120 },
  {
    machine: "demo-db-1",
    role: "postgresql",
    check: 'sql:"<x>"',
    passed: false,
    message: "the query answered <1>\nand & more",
    milliseconds: 1500,
  },
  { machine: "demo-lb-1", role: "haproxy", check: "port:80", passed: true, milliseconds: 5 },
];

it("a report for JUnit has a suite for each role on each machine, and says why a check failed", () => {
  const xml = junitReport(results);

  expect(xml.match(/<testsuite /g)).toHaveLength(2);
  expect(xml).toContain('tests="3" failures="1"');
  expect(xml).toContain('name="sql:&quot;&lt;x>&quot;"');
  expect(xml).toMatch(/<failure message="the query answered &lt;1>[^"]*and &amp; more" type="failed"/);
});

it("a table shows every check, and below a failed one its reason", () => {
  expect(resultsTable(results).split("\n")).toEqual([
    "machine    role        check      result  seconds",
    "demo-db-1  postgresql  port:5432  passed  0.12",
    'demo-db-1  postgresql  sql:"<x>"  FAILED  1.50',
    "    the query answered <1>",
    "    and & more",
    "demo-lb-1  haproxy     port:80    passed  0.01",
  ]);
});
