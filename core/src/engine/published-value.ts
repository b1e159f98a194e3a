import { schemaOf } from "../order/consumed-values.ts";
import type { ValueContract } from "../plugin-host/role.ts";
import { type Finding, validateProps } from "./validate-props.ts";

/** One schema object per contract: compiling is done once for all machines that publish the value. */
const schemas = new WeakMap<ValueContract, object>();

/** Everything in which a published value differs from its contract, each told with the value's name before the field. */
export const publishedValueFindings = (contract: ValueContract, name: string, value: unknown): Finding[] =>
  validateProps(schemas.get(contract) ?? schemaFor(contract, name), { [name]: value });

function schemaFor(contract: ValueContract, name: string): object {
  const schema = { type: "object", properties: { [name]: schemaOf(contract) } };
  schemas.set(contract, schema);
  return schema;
}
