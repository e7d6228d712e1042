import { type Role, roles } from "../caller.ts";

/** Which role on which account a group of the identity provider gives. */
export interface GroupRole {
  group: string;
  role: Role;
  accountId: number;
}

/** Reads OIDC_ROLES: `sales-admins=admin@1, agents=dialer@1`. Its pattern is checked before. */
export function parseGroupRoles(setting: string): GroupRole[] {
  return setting.split(",").map((part) => {
    const [group = "", given = ""] = part.split("=");
    const [role = "", accountId] = given.split("@");
    return { group: group.trim(), role: role.trim() as Role, accountId: Number(accountId) };
  });
}

/** The roles by account that these groups give: the highest one where several do. The first account is home. */
export function rolesOf(groups: readonly string[], mapping: readonly GroupRole[]): Map<number, Role> {
  const found = new Map<number, Role>();
  for (const { group, role, accountId } of mapping) {
    const before = found.get(accountId);
    const isHigher = before === undefined || roles.indexOf(role) > roles.indexOf(before);
    if (groups.includes(group) && isHigher) found.set(accountId, role);
  }
  return found;
}
