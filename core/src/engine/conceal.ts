import type { Change, Difference } from "../resources/resource-type.ts";
import { SENSITIVE } from "../secrets/redactor.ts";
import type { Wanted } from "./observe.ts";
import { redact } from "./redact.ts";
import { KNOWN_AFTER_APPLY, showUnknown } from "./unknown-value.ts";

/** The change as it may be shown and stored: without secrets, and with words in place of unknown values. */
export function conceal(change: Change, wanted: Wanted): Change {
  return { ...change, differences: change.differences.map((difference) => concealOne(difference, wanted)) };
}

function concealOne(difference: Difference, wanted: Wanted): Difference {
  const { field, from, to, diff } = maySee(difference, wanted) ? difference : hidden(difference);
  const show = (text: string): string => showUnknown(redact(text, wanted.secretTexts));
  return {
    field: show(field),
    ...(from === undefined ? {} : { from: show(from) }),
    ...(to === undefined ? {} : { to: show(to) }),
    ...(diff === undefined ? {} : { diff: show(diff) }),
  };
}

/** Where a secret stands in the fields, only fields of our own that hold none may be seen. */
function maySee({ field }: Difference, { sensitive, sensitiveFields, props }: Wanted): boolean {
  return !sensitive || (Object.hasOwn(props, field) && !sensitiveFields.has(field));
}

function hidden({ field, from, to }: Difference): Difference {
  return {
    field,
    ...(from === undefined ? {} : { from: SENSITIVE }),
    ...(to === undefined ? {} : { to: showUnknown(to) === KNOWN_AFTER_APPLY ? to : SENSITIVE }),
  };
}
