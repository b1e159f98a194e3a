const COMPONENT = "component_";

/** Ansible takes underscores only; so old `server_groups` work. */
export function roleGroup(role: string): string {
  return role.replaceAll("-", "_");
}

export function componentGroup(component: string): string {
  return `${COMPONENT}${component.replaceAll("-", "_")}`;
}

/** The component that a group stands for; undefined for a role's group. */
export function groupComponent(group: string): string | undefined {
  return group.startsWith(COMPONENT) ? group.slice(COMPONENT.length) : undefined;
}

/** The role that a group stands for, in plugin spelling. */
export function groupRole(group: string): string {
  return group.replaceAll("_", "-");
}
