export { type AddressRequest, allocateAddresses } from "./allocate-addresses.ts";
export {
  type AllocatedMachine,
  type Allocation,
  type AllocationRequest,
  allocateMachines,
} from "./allocate-machines.ts";
export { groupBy } from "./group-by.ts";
export type { Facts, Machine, OperatingSystem } from "./machine.ts";
export { labelFault, requireMachineName } from "./machine-name.ts";
export { contains, formatAddress, type Network, overlaps, parseAddress, parseNetwork } from "./network.ts";
export { architectureOf, familyOf, familyOfId, systemOf } from "./operating-systems.ts";
