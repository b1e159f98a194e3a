import { nameAndVersion, openHost, settingsOf } from "@lambdastack/core";
import type { Invocation } from "@lambdastack/core/cli";
import { onForModule } from "../modules/errors.ts";

/** Whether a command line names a module with methods of its own, and no role. Throws for `--on` with one (invalid). */
export async function isModuleNamed(invocation: Invocation): Promise<boolean> {
  const [text] = invocation.arguments;
  if (text === undefined) return false;
  const { name } = nameAndVersion(text);
  const { modules } = await openHost(settingsOf(invocation));
  if (!modules.has(name)) return false;
  if (invocation.options.on !== undefined) throw onForModule(name);
  return true;
}
