import { expect, test } from "vitest";
import { resourceTypes } from "./index.ts";
import type { Change, ResourceType } from "./resource-type.ts";

const os = { id: "debian", version: "12", codename: "bookworm", family: "debian", architecture: "x86_64" } as const;
type Fields = Readonly<Record<string, unknown>>;

/** Two of each type, so that the batch of its check is seen; the first is then changed as said. */
const cases: Readonly<Record<string, { all: Fields[]; changes: Record<string, Partial<Change>> }>> = {
  package: { all: [{ name: "nginx", version: "1.22*" }, { name: "tree" }], changes: { create: {}, delete: {} } },
  file: {
    all: [
      {
        path: "/etc/it's.conf",
        content: "a = 'b'\n",
        mode: "0640",
        owner: "root",
        group: "adm",
        validate: "check -f %s",
      },
      { path: "/etc/gone", ensure: "absent" },
    ],
    changes: {
      create: { differences: [{ field: "content" }] },
      update: { differences: [{ field: "mode" }] },
      delete: {},
    },
  },
  directory: {
    all: [{ path: "/srv/app", mode: "0750", owner: "app" }, { path: "/srv/b" }],
    changes: { create: {}, delete: {} },
  },
  link: {
    all: [
      { path: "/srv/now", target: "v 2" },
      { path: "/srv/b", target: "c" },
    ],
    changes: { create: {}, delete: {} },
  },
  line: {
    all: [
      { path: "/etc/x", match: "^a", line: "a=1" },
      { path: "/etc/y", line: "b.c" },
    ],
    changes: { update: {}, delete: {} },
  },
  user: {
    all: [{ name: "app", uid: 900, groups: ["adm"], home: "/srv/app", system: true }, { name: "b" }],
    changes: { create: {}, update: { differences: [{ field: "uid" }, { field: "groups" }] }, delete: {} },
  },
  group: {
    all: [{ name: "app", gid: 900, system: true }, { name: "b" }],
    changes: { create: {}, update: {}, delete: {} },
  },
  service: {
    all: [
      { name: "app", running: true, enabled: true, watches: ["/etc/app"] },
      { name: "b.timer", running: true },
    ],
    changes: {
      start: { differences: [{ field: "enabled", to: "enabled" }] },
      reload: { differences: [] },
      stop: { differences: [{ field: "enabled", to: "disabled" }] },
    },
  },
  unit: {
    all: [
      { name: "app.service", content: "[Service]\n" },
      { name: "b@.service.d/x.conf", content: "" },
    ],
    changes: {
      create: { differences: [{ field: "content" }] },
      update: { differences: [{ field: "loaded" }] },
      delete: {},
    },
  },
  archive: {
    all: [
      { path: "/opt/app", contentBase64: "eA==", strip: 1, owner: "app" },
      { path: "/opt/b", contentBase64: "" },
    ],
    changes: { create: {}, delete: {} },
  },
  command: {
    all: [
      {
        name: "init",
        run: 'init "$PASSWORD"',
        unless: "test -e /srv/x",
        user: "app",
        environment: { PASSWORD: "it's" },
      },
      { name: "b", run: "true", creates: "/srv/y" },
    ],
    changes: { run: {} },
  },
};

test.each(resourceTypes as unknown as ResourceType<Fields, unknown>[])(
  "the scripts of $name are these",
  async (type) => {
    const { all, changes } = cases[type.name] ?? { all: [], changes: {} };
    const [props] = all as [Fields];

    const scripts = [["observe", type.observe(all, os)]];
    for (const [action, change] of Object.entries(changes)) {
      const whole = { action, differences: [], ...change } as Change;
      scripts.push([action, type.change(props, whole, type.nothing(props), os)]);
    }

    const text = scripts.map(([title, script]) => `#### ${title}\n${script}\n`).join("\n");
    await expect(text).toMatchFileSnapshot(`__golden__/${type.name}.sh`);
  },
);
