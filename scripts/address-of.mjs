// Prints the address of a component's first machine in the quickstart's inventory.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

const [component] = process.argv.slice(2);
const inventory = parse(readFileSync("build/quickstart/inventory.yml", "utf8"));
const [machine] = Object.keys(inventory.all.children[`component_${component}`].hosts);
process.stdout.write(inventory.all.hosts[machine].ansible_host);
