import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settings } from "@lambdastack/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyModule } from "./verify-module.ts";

let plugins: string;
beforeAll(async () => {
  plugins = await mkdtemp(join(tmpdir(), "modules-"));
});
afterAll(() => rm(plugins, { recursive: true, force: true }));

const sizes = "({ config }: any) => ({ subject: { status: 'applied', size: config.size } })";
const counted = "({ section }: any) => ({ subject: { status: 'applied', size: (section?.size ?? 0) + 1 } })";
const refused = "() => { throw new StackError('no-room', 'There is no room.', { ending: 'refused' }); }";

async function outcomes(name: string, methods: { plan: string; apply?: string; audit?: string }, state?: string) {
  const folder = join(plugins, name, "subject");
  const { plan, apply = plan, audit } = methods;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "role.yml"), "name: subject\nversion: 1.0.0\ndescription: Is verified.\n");
  await writeFile(
    join(folder, "schema.yml"),
    "type: object\nproperties: { size: { type: integer, description: Size. } }\n",
  );
  await writeFile(join(folder, "defaults.yml"), "size: 2\n");
  await writeFile(
    join(folder, "module.ts"),
    `import { StackError } from "@lambdastack/core/role";
void StackError;
export default { init: ({ config }: any) => config, plan: ${plan}, apply: ${apply}${audit ? `, audit: ${audit}` : ""} };
`,
  );
  const own = settings({ cwd: plugins });
  const { reached, levels } = await verifyModule({ settings: own, path: folder, upTo: undefined, state });
  return {
    reached,
    levels: Object.fromEntries(levels.map(({ level, outcome, problems }) => [level, [outcome, ...problems]])),
  };
}

it("is auditable where its audit finds each field that somebody removed, and never more without a backup", async () => {
  const { reached, levels } = await outcomes("sound", { plan: sizes });

  expect(reached).toBe("auditable");
  expect(levels.recoverable).toEqual(["not applicable", expect.stringContaining("It brings no backup")]);
});

it("is not auditable where its own audit is blind", async () => {
  const { reached, levels } = await outcomes("blind", { plan: sizes, audit: "() => []" });

  expect(reached).toBe("honest");
  expect(levels.auditable).toEqual([
    "missed",
    "subject: With subject.size removed from the state, its audit found nothing.",
  ]);
});

it("is not idempotent where a second apply changes the state again", async () => {
  const { reached, levels } = await outcomes("counting", { plan: counted });

  expect(reached).toBe("valid");
  expect(levels.idempotent).toEqual(["missed", "subject: Applied a second time, subject.size changed again."]);
  expect(levels.honest?.[0]).toBe("not reached");
});

it("is not valid where apply does not keep what plan said", async () => {
  const { reached, levels } = await outcomes("liar", { plan: sizes, apply: counted });

  expect(reached).toBeUndefined();
  expect(levels.valid).toEqual(["missed", expect.stringContaining("subject answers")]);
});

it("cannot be judged where it refuses the state that it begins with", async () => {
  const { reached, levels } = await outcomes("refusing", { plan: refused });

  expect(reached).toBe("valid");
  expect(levels.idempotent).toEqual(["not applicable", expect.stringContaining("There is no room.")]);
});

it("begins with a state that is given", async () => {
  const plan =
    "({ state, config }: any) => { if (!state.other) throw new StackError('no-room', 'No.', { ending: 'refused' }); return { subject: { size: config.size } }; }";
  const state = join(plugins, "state.yml");
  await writeFile(state, "kind: state\nversion: 1.0.0\nlineage: x\nserial: 1\nother: { status: applied }\n");

  expect((await outcomes("needing", { plan }, state)).reached).toBe("auditable");
});
