import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkout, lambdastack, start } from "../../lab/lambdastack.ts";

const root = mkdtempSync(join(tmpdir(), "prepare-"));
afterAll(() => rmSync(root, { recursive: true }));

const folder = (): string => mkdtempSync(join(root, "run-"));
const repo = (words: readonly string[], cwd: string) => start("repository", words, cwd).ended;
const words = (line: string): string[] => line.split(" ");

describe.each([
  ["lambdastack repo", (line: string, cwd: string) => lambdastack(words(`repo ${line}`), cwd)],
  ["repo", (line: string, cwd: string) => repo(words(line), cwd)],
] as const)("%s, as the seed prints it", (_, run) => {
  it.each(["template -f outfile.yaml", "template -f outfile.yaml --all"])("%s", async (line) => {
    const cwd = folder();

    expect(await run(line, cwd)).toMatchObject({ status: 0 });

    expect(readFileSync(join(cwd, "outfile.yaml"), "utf8")).toMatch(/^# /m);
    expect(await lambdastack(["validate", "-f", "outfile.yaml"], cwd)).toMatchObject({ status: 0 });
    expect(await run(line, cwd)).toMatchObject({ status: 4, stderr: expect.stringContaining("exists already") });
  });

  it.each([
    ["ubuntu-1904", "ubuntu-19.04"],
    ["redhat-7", "rhel-7"],
    ["centos-7", "centos-7"],
  ])("prepare -os %s", async (spelling, system) => {
    const cwd = folder();

    const { status, stderr } = await run(`prepare -os ${spelling}`, cwd);

    expect(status).toBe(0);
    expect(stderr).toMatch(/^warning: .* has had no/m);
    expect(readdirSync(join(cwd, "repository-download", "requests"))).toContain(system);
  });

  it("prepare -o /outputdirectory/", async () => {
    const cwd = folder();

    expect(await run(`prepare -o ${cwd}/outputdirectory/`, cwd)).toMatchObject({ status: 0 });

    expect(existsSync(join(cwd, "outputdirectory", "download.sh"))).toBe(true);
  });
});

describe("repo prepare", () => {
  it("takes several systems, and only the roles of the cluster", async () => {
    const cwd = folder();
    const input = join(checkout, "examples/quickstart.yaml");
    const line = [
      "prepare",
      "-f",
      input,
      "--lock",
      "none.json",
      "--components",
      "web",
      "-os",
      "debian-12,ubuntu-24.04",
    ];

    const ended = await repo(["--plugins", join(checkout, "plugins"), ...line], cwd);

    expect(ended).toMatchObject({ status: 0 });
    const requests = join(cwd, "repository-download", "requests");
    expect(readdirSync(requests).sort()).toEqual(["debian-12", "head", "images", "ubuntu-24.04"]);
    expect(readFileSync(join(requests, "head"), "utf8")).toMatch(/^requirement\thello-web\t/m);
    expect(readFileSync(join(requests, "head"), "utf8")).not.toContain("postgresql");
  });

  it("names and refuses a selected role that does not say what it needs there", async () => {
    const cwd = folder();
    const input = join(checkout, "examples/postgresql-only.yaml");

    const ended = await repo(["prepare", "-f", input, "--lock", "none.json", "-os", "ubuntu-22.04"], cwd);

    expect(ended).toMatchObject({ status: 4 });
    expect(ended.stderr).toContain("The role postgresql does not say what it needs on ubuntu-22.04.");
    expect(existsSync(join(cwd, "repository-download"))).toBe(false);
  });

  it("refuses a system that there is not", async () => {
    const ended = await repo(["prepare", "--os", "beos-5"], folder());

    expect(ended).toMatchObject({ status: 3, stderr: expect.stringContaining('"beos-5"') });
  });
});
