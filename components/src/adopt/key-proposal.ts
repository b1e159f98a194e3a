import {
  adoptedValue,
  componentWith,
  configurationName,
  findDocument,
  type Machine,
  type ManualField,
  valueOfKey,
  type Workspace,
} from "@lambdastack/core";

/** Keys of a role's configuration that a change by hand may be written to. */
export interface KeyProposal {
  field: ManualField;
  /** The name that the document of the configuration has, or is to have. */
  name: string;
  keys: { key: string; value: unknown }[];
}

type Known = Pick<Workspace, "host" | "manifest" | "componentRoles">;

/** What the role declares to feed the field, where that gives other values than there are; undefined without any. */
export function keyProposal(field: ManualField, machine: Machine, workspace: Known): KeyProposal | undefined {
  const { host, manifest, componentRoles } = workspace;
  const component = componentWith(field.role, { machine, componentRoles });
  const name = configurationName(manifest, component);
  const kind = `configuration/${field.role}`;
  const { specification = {} } = findDocument(manifest, kind, name) ?? findDocument(manifest, kind) ?? {};
  const keys = (host.role(field.role).manifest.adopts ?? [])
    .filter(({ resource, property }) => resource === field.resource && property === field.property)
    .flatMap((adopted) => {
      const now = valueOfKey(specification, adopted.key);
      const value = adoptedValue(adopted, field.value, now);
      return value === undefined || value === now ? [] : [{ key: adopted.key, value }];
    });
  return keys.length > 0 ? { field, name, keys } : undefined;
}
