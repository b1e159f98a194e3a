import { Ajv, type ValidateFunction } from "ajv";
import { checkedYaml, type YamlCheck } from "./checked-yaml.ts";

/** Compiles a JSON schema so that every finding of it can be told. */
export function validatorOf<T>(schema: object): ValidateFunction<T> {
  return new Ajv({ allErrors: true, verbose: true }).compile<T>(schema);
}

/** The value of a JSON file that satisfies its schema and rules; findings as of `checkedYaml`. */
export function checkedJson<T>(check: Omit<YamlCheck<T>, "parse" | "within">): T {
  return checkedYaml({ ...check, parse: JSON.parse });
}
