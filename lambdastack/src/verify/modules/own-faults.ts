import type { StackError } from "@lambdastack/core";

const ownFaults =
  /^(plugin-|wrong-|invalid-|foreign-|plan-not-kept|image-|container-|no-container|method-|shared-|secret-)/;

/** Whether a failure is a fault of the module, and not an answer such as a requirement that is not met. */
export const isOwnFault = ({ code, problems }: StackError): boolean => ownFaults.test(code) || problems.length > 0;
