import { moduleReference, openHost, settingsOf } from "@lambdastack/core";
import type { Invocation } from "@lambdastack/core/cli";
import { onForModule } from "../modules/errors.ts";

/**
 * Whether a command line names a module with methods of its own, and no role. Throws for `--on` with one (invalid), and for a
 * name that is neither, or is broken.
 */
export async function isModuleNamed(invocation: Invocation): Promise<boolean> {
  const [text] = invocation.arguments;
  if (text === undefined) return false;
  const { name } = moduleReference(text);
  const host = await openHost(settingsOf(invocation));
  if (host.roles.has(name.replaceAll("_", "-"))) return false;
  const module = host.module(name);
  if (invocation.options.on !== undefined) throw onForModule(module.name);
  return true;
}
