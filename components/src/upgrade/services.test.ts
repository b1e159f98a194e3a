import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { PreparedMachine } from "@lambdastack/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { watchServices } from "./services.ts";

/** Gives each unit the id that stands in a file of its name, and writes down what it is told to start, anew or at all. */
const systemctl = `#!/bin/sh
cd "\${0%/*}"
case $1 in
  show) shift 4; for unit in "$@"; do cat "$unit.id"; echo; done ;;
  restart) echo "$3" >>restarted; [ "$3" != stuck ] ;;
  start) echo "$3" >>started ;;
esac
`;

describe("services of an upgraded role", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "services-"));
    await writeFile(join(folder, "systemctl"), systemctl);
    await chmod(join(folder, "systemctl"), 0o755);
    await writeFile(join(folder, "restarted"), "");
    await writeFile(join(folder, "started"), "");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const starts = (unit: string, id: string) => writeFile(join(folder, `${unit}.id`), id);
  const restarted = () => readFile(join(folder, "restarted"), "utf8");
  const started = () => readFile(join(folder, "started"), "utf8");
  const session = {
    run: ({ script }: { script: string }) =>
      new Promise((resolve) => {
        const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
        execFile("sh", ["-c", script], { env }, (error, stdout, stderr) =>
          resolve({ status: error ? Number(error.code) : 0, stdout, stderr, milliseconds: 1 }),
        );
      }),
  };
  const machine = (...units: string[]) =>
    ({
      run: { session },
      compared: units.map((name) => ({
        wanted: { role: "store", type: { name: "service" }, props: { name, running: name !== "off" } },
      })),
    }) as unknown as PreparedMachine;
  const unit = { role: "store", machine: "a" };

  it("are started anew where their package did not do it", async () => {
    await starts("by-package", "1");
    await starts("by-nobody", "2");
    const startAnew = await watchServices(machine("by-package", "by-nobody"), unit);
    await starts("by-package", "3");

    await startAnew();

    expect(await restarted()).toBe("by-nobody\n");
  });

  it("are started where a package that was interrupted left them stopped", async () => {
    await starts("stopped", "");

    await (await watchServices(machine("stopped"), unit))();

    expect([await restarted(), await started()]).toEqual(["", "stopped\n"]);
  });

  it("stay as they are where they shall not run, or are another role's", async () => {
    await starts("runs", "1");
    await (await watchServices(machine("off"), unit))();
    await (await watchServices(machine("runs"), { ...unit, role: "other" }))();

    expect([await restarted(), await started()]).toEqual(["", ""]);
  });

  it("stop the upgrade where they do not come up", async () => {
    await starts("stuck", "1");
    const startAnew = await watchServices(machine("stuck"), unit);

    await expect(startAnew()).rejects.toMatchObject({ code: "restart-failed" });
  });
});
