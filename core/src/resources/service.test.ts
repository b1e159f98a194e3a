import { expect, test } from "vitest";
import { type ObservedService, service } from "./service.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
const context = { os, pendingPaths: new Set<string>(), afterChange: false, sensitive: false };
const props = { name: "app", running: true, enabled: true, watches: ["/etc/app", "/etc/app.conf"] };
const running: ObservedService = {
  state: { LoadState: "loaded", ActiveState: "active", UnitFileState: "enabled" },
  recorded: "a",
  watched: "a",
};
const state = (more: Record<string, string>) => ({ ...running, state: { ...running.state, ...more } });

test("a unit that runs with what it was started with is as wanted", () => {
  expect(service.compare(props, running, context)).toBeUndefined();
});

test.each([
  ["its content differs from the record", { ...running, watched: "b" }, []],
  ["there is no record", { state: running.state, watched: "a" }, []],
  ["a watched file will be written", running, ["/etc/app.conf"]],
  ["a file below a watched directory will be written", running, ["/etc/app/deep/x"]],
  ["a directory above will be unpacked anew", running, ["/etc"]],
])("it is restarted at its place when %s", (_, observed, pending) => {
  expect(service.compare(props, observed, { ...context, pendingPaths: new Set(pending) })?.action).toBe("restart");
  expect(
    service.compare({ ...props, onChange: "reload" }, observed, { ...context, pendingPaths: new Set(pending) })?.action,
  ).toBe("reload");
});

test("a path that only begins alike is not watched", () => {
  expect(service.compare(props, running, { ...context, pendingPaths: new Set(["/etc/app.confused"]) })).toBeUndefined();
});

test.each(["inactive", "failed", "activating"])("a unit that is %s is started, whatever its record", (ActiveState) => {
  expect(service.compare(props, { ...state({ ActiveState }), watched: "b" }, context)?.action).toBe("start");
});

test.each([
  [{ running: false, enabled: false }, "stopped and disabled, should a package bring it"],
  [{ enabled: false }, "disabled, should a package bring it"],
  [{ running: true, enabled: false }, "disabled, should a package bring it"],
  [{ ensure: "absent" as const }, "stopped and disabled, should a package bring it"],
  [{ running: true, enabled: true }, undefined],
])("a unit that is not there yet and is wanted as %o is looked at again after a package", (fields, to) => {
  const missing = service.nothing({ name: "app" });

  expect(service.onceBrought?.({ name: "app", ...fields }, missing)?.to).toBe(to);
  expect(service.onceBrought?.({ name: "app", ...fields }, running)).toBeUndefined();
});

test("stopping takes a running thing away", () => {
  const change = service.compare({ name: "app", ensure: "absent" }, running, context);

  expect(change).toMatchObject({ action: "stop", destroys: true });
  expect(change?.differences.map(({ field }) => field)).toEqual(["enabled", "running"]);
});

test.each(["static", "generated", "enabled-runtime", "indirect"])(
  "a unit that is %s counts as enabled",
  (UnitFileState) => {
    expect(service.compare(props, state({ UnitFileState }), context)).toBeUndefined();
  },
);

test("an answer without all units is refused", () => {
  expect(() => service.read("=\n=\n", [props])).toThrow(/check of service/);
});
