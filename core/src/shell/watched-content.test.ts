import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quote } from "./quote.ts";
import { runShell } from "./run-shell.fixture.ts";
import { listWatched, recordWatched, watchedHash } from "./watched-content.ts";

test("the machine records the hash that is computed here from one listing for several units", () => {
  const folder = mkdtempSync(join(tmpdir(), "watched-"));
  mkdirSync(join(folder, "conf.d", "deeper"), { recursive: true });
  for (const name of ["a.conf", "conf.d/é", "conf.d/new\nline", "conf.d/deeper/z", "other"])
    writeFileSync(join(folder, name), name);
  const watches = [join(folder, "conf.d"), join(folder, "a.conf"), join(folder, "missing")];
  const record = join(folder, "records", "x.service");

  const listing = runShell(listWatched([...watches, join(folder, "other")])).stdout;
  const recorded = runShell(`record=${quote(record)}\n${recordWatched(watches)}`);

  expect(recorded).toMatchObject({ status: 0, stderr: "" });
  expect(watchedHash(listing, watches)).toBe(readFileSync(record, "utf8").trim());
  expect(watchedHash(listing, [join(folder, "other")])).not.toBe(watchedHash(listing, watches));
  rmSync(folder, { recursive: true });
});
