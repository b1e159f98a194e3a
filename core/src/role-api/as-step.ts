import { resourceBuilders } from "../resources/builders.ts";
import type { Resource } from "../resources/resource.ts";

/** A `command` of an `apply` task as a step of a `restore` task. */
export const asStep = ({ props }: Resource): Resource => resourceBuilders.of("step", props);
