import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openHost, settings } from "../../../core/src/index.ts";
import { root } from "./markdown-files.ts";
import { filesOf, writePage } from "./written-pages.ts";

const page = "docs/write-a-role.md";
const folder = writePage(page);
afterAll(() => rmSync(folder, { recursive: true }));

// The tests that the page shows become tests of this file.
await import(join(folder, "redis/redis.test.ts"));

describe(page, () => {
  it("shows a whole role, which the product finds and whose code it loads", async () => {
    const host = await openHost(settings({ cwd: root, home: "/dev/null", environment: {}, plugins: [folder] }));

    expect(host.broken).toEqual([]);
    expect(Object.keys(host.role("redis").tasks).sort()).toEqual(["apply", "test"]);
    expect(typeof (await host.loadTask("redis", "apply"))).toBe("function");
  });

  it("shows every file that its overview lists", () => {
    expect(filesOf(page).map(({ title }) => title)).toEqual([
      "redis/role.yml",
      "redis/schema.yml",
      "redis/defaults.yml",
      "redis/config.ts",
      "redis/apply/index.ts",
      "redis/apply/redis.conf.hbs",
      "redis/test/index.ts",
      "redis/redis.test.ts",
      "input.yaml",
    ]);
  });
});
