import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageManagers } from "./index.ts";

test.each(Object.entries(packageManagers))("the scripts of family %s are these", async (family, manager) => {
  const scripts = {
    observe: manager.observe(["nginx", "it's"]),
    create: manager.install({ name: "nginx", version: "1.22*" }),
    "create any version": manager.install({ name: "it's" }),
    ...(manager.offers && { offers: manager.offers([{ name: "nginx" }, { name: "it's", version: "1.22*" }]) }),
    ...(manager.former && {
      missing: manager.former.missing([{ name: "nginx", version: "1.24" }]),
      keep: manager.former.keep("it's a step", [{ name: "nginx", version: "1.24" }]),
      "bring back": manager.former.bringBack("it's a step"),
      forget: manager.former.forget(),
    }),
    delete: manager.remove("nginx"),
  };

  const text = Object.entries(scripts).map(([title, script]) => `#### ${title}\n${script}\n`);
  await expect(text.join("\n")).toMatchFileSnapshot(`__golden__/${family}.sh`);
});

test("packages from the cluster's repository come from the folder that pointing writes", () => {
  const point = readFileSync(join(import.meta.dirname, "../../../repository/os/rhel/point.sh"), "utf8");
  const folder = /a reposdir=([^'"]+)/.exec(point)?.[1];

  expect(folder).toBeDefined();
  expect(packageManagers.rhel.install({ name: "nginx" })).toContain(`pointed=${folder}\n`);
});
