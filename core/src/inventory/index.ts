export { addToInventory } from "./add-to-inventory.ts";
export { componentGroup, groupComponent, groupRole, roleGroup } from "./group-names.ts";
export { type ReadInventory, readInventory } from "./read-inventory.ts";
export { type Inventory, inventoryText, writeInventory } from "./write-inventory.ts";
