import type { ContainerResult } from "../modules/container-methods.ts";

/** How a command of a module in a container ended, for people. */
export const commandText = ({ module, command, status, changes }: ContainerResult): string =>
  `${module} ${command}: exit status ${status}${changes.length === 0 ? "" : `; ${placesText(changes.length)} changed`}.`;

/** `1 place of the state` */
export const placesText = (count: number): string => `${count} ${count === 1 ? "place" : "places"} of the state`;
