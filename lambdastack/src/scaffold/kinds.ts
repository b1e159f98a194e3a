/** How the tasks of a role are written. */
export const scaffoldKinds = ["ts", "ansible", "container"] as const;
export type ScaffoldKind = (typeof scaffoldKinds)[number];
