import Type from "typebox";
import type { Caller } from "../../accounts/caller.ts";

/** Paging of a list. Without `maxRows` the whole list is returned. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "Page number, from 1" })),
  maxRows: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100_000, description: "Rows per page; absent: all rows" }),
  ),
};

const readPermissions = ["READ", "REPORT"];
const writePermissions = ["CREATE", "READ", "UPDATE", "DELETE", "REPORT"];

export const permissionsQuery = {
  includePermissions: Type.Optional(
    Type.Boolean({ description: "true: also return what the caller may do with each object" }),
  ),
};

/** The caller's permissions on an account, in RingCX's terms. Empty unless requested, as in RingCX. */
export function permissionsOf(caller: Caller, accountId: number, requested = false): string[] {
  const role = caller.roles.get(accountId);
  if (!requested || role === undefined) return [];
  return role === "manager" || role === "admin" ? writePermissions : readPermissions;
}
