import { expect, test } from "vitest";
import { archive } from "./archive.ts";
import { command } from "./command.ts";
import { directory } from "./directory.ts";
import { group } from "./group.ts";
import { packageType } from "./package.ts";
import { unit } from "./unit.ts";
import { user } from "./user.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };

test.each([
  ["installed 2.6.12", { name: "x", version: "2.6*" }, undefined],
  ["installed 2.7.1", { name: "x", version: "2.6*" }, "update"],
  ["installed 2.6.12", { name: "x", version: "2.6.1" }, "update"],
  ["config-files 1", { name: "x" }, "create"],
  ["half-configured 1", { name: "x" }, "update"],
  ["installed 1", { name: "x", ensure: "absent" as const }, "delete"],
])("package: %s, wanted %j: %s", (found, props, action) => {
  const [status = "", version = ""] = found.split(" ");
  const [observed] = packageType.read(`x ${status} ok ${version}\n`, [props]);

  expect(packageType.compare(props, observed ?? { status: "" }, context)?.action).toBe(action);
});

test("package: what must be installed again is no installed package", () => {
  const [observed] = packageType.read("x installed reinstreq 1\n", [{ name: "x" }]);

  expect(packageType.compare({ name: "x" }, observed ?? { status: "" }, context)?.action).toBe("update");
});

test.each([
  ["1:3.1-2", undefined],
  ["3.1-2", undefined],
  ["1:3.1", undefined],
  ["3.1", undefined],
  ["3.*", undefined],
  ["1:3*", undefined],
  ["0:3.1-2", "update"],
  ["3", "update"],
  ["1*", "update"],
])("package of the rhel family: 1:3.1-2, wanted %s: %s", (version, action) => {
  const props = { name: "x", version };
  const rhel = { ...context, os: { ...os, family: "rhel" as const } };

  expect(packageType.compare(props, { status: "installed", version: "1:3.1-2" }, rhel)?.action).toBe(action);
});

test("command: what stands after a change may run, whatever its guard says now", () => {
  const props = { name: "x", run: "true", unless: "true" };

  expect(command.compare(props, { isDone: true }, { ...context, afterChange: true })?.action).toBe("may-run");
  expect(
    command.compare({ ...props, independent: true }, { isDone: true }, { ...context, afterChange: true }),
  ).toBeUndefined();
  expect(command.compare(props, { isDone: true }, context)).toBeUndefined();
  expect(command.compare(props, { isDone: false }, context)?.action).toBe("run");
});

test("directory: the system's own directories are never removed", () => {
  expect(() => directory.compare({ path: "/etc", ensure: "absent" }, { kind: "directory" }, context)).toThrow(
    /belongs to the operating system/,
  );
});

test("user and group: only what is wanted is compared", () => {
  const [found] = user.read("app:x:900:900::/srv/app:/bin/sh\n=\ngroups:app:app:app adm\n", [{ name: "app" }]);
  const observed = found ?? { exists: false };

  expect(user.compare({ name: "app", groups: ["adm"] }, observed, context)).toBeUndefined();
  expect(user.compare({ name: "app", uid: 901, groups: ["sudo"] }, observed, context)?.differences).toEqual([
    { field: "uid", from: "900", to: "901" },
    { field: "groups", from: "app adm", to: "+ sudo" },
  ]);
  expect(group.read("b:x:5:\n", [{ name: "a" }, { name: "b" }])).toEqual([{}, { gid: 5 }]);
});

test("unit: a file that systemd has not read yet is loaded again", () => {
  const props = { name: "a.service", content: "" };
  const observed = {
    kind: "file" as const,
    mode: "644",
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    isOutdated: true,
  };

  expect(unit.compare(props, observed, context)?.differences.map(({ field }) => field)).toEqual(["loaded"]);
  expect(unit.compare(props, { ...observed, isOutdated: false }, context)).toBeUndefined();
});

test("archive: another way to unpack the same bytes is a change", () => {
  const props = { path: "/opt/a", contentBase64: "eA==" };
  const change = archive.compare(props, { exists: true }, context);
  const stamp = change?.differences[0]?.to ?? "";

  expect(archive.compare(props, { exists: true, stamp }, context)).toBeUndefined();
  expect(archive.compare({ ...props, strip: 1 }, { exists: true, stamp }, context)?.action).toBe("update");
});
