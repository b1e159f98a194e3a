import type { Manifest } from "@lambdastack/core";
import type { CloudComponent } from "./cloud-components.ts";
import { undefinedMachineDocument } from "./errors.ts";

/** What a component's machines are. */
export interface MachineDocument<Specification> {
  /** Name that counts for what is usual for such machines. */
  name: string;
  /** Of the document with that name, else of the one named default, after defaults. */
  specification: Specification;
}

const kind = "infrastructure/virtual-machine";

/** Components whose machines have, as in the old products, another name than their own. */
const otherNames: Readonly<Record<string, string>> = {
  opendistro_for_elasticsearch: "logging-machine",
  opensearch: "logging-machine",
  single_machine: "single-machine",
};

/**
 * The document that a component names as `machine`, by itself `<component>-machine`. `usual` are names that need no
 * document. Throws `undefined-machine-document` (invalid).
 */
export function machineDocumentOf<Specification>(
  { name: component, machine }: Pick<CloudComponent, "name" | "machine">,
  { documents }: Pick<Manifest, "documents">,
  usual: readonly string[],
): MachineDocument<Specification> {
  const written = documents.filter((document) => document.kind === kind);
  const name = machine ?? otherNames[component] ?? `${component.replaceAll("_", "-")}-machine`;
  const own = written.find((document) => document.name === name);
  const found = own ?? written.find((document) => document.name === "default");
  const isDefined = own !== undefined || machine === undefined || usual.includes(name);
  if (!found || !isDefined)
    throw undefinedMachineDocument(component, name, [...new Set([...written.map((one) => one.name), ...usual])]);
  return { name, specification: found.specification as Specification };
}
