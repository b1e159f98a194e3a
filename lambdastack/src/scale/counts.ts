import { groupBy } from "@lambdastack/core";
import { countNotSaid, countTwice, notOfAComponent } from "../errors.ts";

/** How many machines a component is to have. */
export interface Count {
  /** As the command line names it. */
  component: string;
  count: number;
  /** Machines that go in place of those with the highest numbers; missing: as the documents say. */
  remove?: readonly string[];
}

/** `kafka=4` of a command line, and the machines that go. Throws `count-not-said`, `count-twice` and `not-of-a-component` (invalid). */
export function countsOf(given: readonly string[], removed: readonly string[] = []): Count[] {
  const counts = given.map(countOf);
  const twice = counts.find(({ component }, index) => counts.findIndex((one) => one.component === component) < index);
  if (twice) throw countTwice(twice.component);
  const going = groupBy(removed, (machine) => componentOf(machine, counts));
  return counts.map((one) => {
    const remove = going.get(one.component);
    return remove ? { ...one, remove } : one;
  });
}

function countOf(text: string): Count {
  const [, component, digits] = /^([^=]+)=(\d{1,4})$/.exec(text) ?? [];
  if (component === undefined) throw countNotSaid(text);
  return { component, count: Number(digits) };
}

/** The one whose name is in the machine's; of `node` and `kubernetes-node` the longer one. */
function componentOf(machine: string, counts: readonly Count[]): string {
  const [found] = counts
    .map(({ component }) => component)
    .filter((component) => new RegExp(`(^|-)${hyphened(component)}-[1-9]\\d*$`).test(machine))
    .sort((one, other) => other.length - one.length);
  if (found === undefined)
    throw notOfAComponent(
      machine,
      counts.map(({ component }) => component),
    );
  return found;
}

/** As it stands in names of machines; letters, digits and hyphens alone. */
const hyphened = (component: string): string => component.replaceAll("_", "-").replace(/[^\w-]/g, "");
