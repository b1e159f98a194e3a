import { basename, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { StackError } from "../errors/stack-error.ts";
import type { Host } from "../plugin-host/host.ts";
import { lateFaults } from "../plugin-host/plugin-conduct.ts";
import type { Role } from "../plugin-host/role.ts";
import { roleReference } from "../plugin-host/role-reference.ts";
import { type ObserveOptions, observeRole } from "./observe-role.ts";
import type { RoleUnderTest, RuleResult } from "./rule.ts";
import { rules } from "./rules/index.ts";

/** Milliseconds in which what a task left behind may still throw. */
const aftermath = 100;

const manifestRule = { rule: "manifest", promise: "can be read: role.yml, apply, schema.yml and defaults.yml" };

/** Asks a role in memory, and every rule about it. Where the folder cannot be read that is the only finding. */
export async function judgeRole(host: Host, folder: string, options: ObserveOptions = {}): Promise<RuleResult[]> {
  const found = readable(host, roleReference(basename(resolve(folder))).name);
  if (!("role" in found)) return [{ ...manifestRule, problems: found.problems }];
  const subject = await underTest(host, found.role, options);
  const results: RuleResult[] = [{ ...manifestRule, problems: [] }];
  for (const { name, promise, problems } of rules)
    results.push({ rule: name, promise, problems: [...new Set(await problems(subject))] });
  return results;
}

async function underTest(host: Host, role: Role, options: ObserveOptions): Promise<RoleUnderTest> {
  const observations = await observeRole(host, role, options);
  await setTimeout(aftermath);
  return { host, role, observations, lateFaults: lateFaults(role.name) };
}

function readable(host: Host, name: string): { role: Role } | { problems: string[] } {
  try {
    return { role: host.role(name) };
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    const all = error.problems.length > 0 ? error.problems : [error];
    return { problems: all.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`)) };
  }
}
