import Type from "typebox";
import type { Caller } from "../../accounts/caller.ts";

const reading = ["READ", "REPORT"];
const writing = ["CREATE", "READ", "UPDATE", "DELETE", "REPORT"];

export const permissionsQuery = {
  includePermissions: Type.Optional(Type.Boolean({ description: "Says what the caller may do with each thing" })),
};

/** What the caller may do with the things of an account, in RingCX's words. Nothing unless it was asked for, as there. */
export function permissionsOf(caller: Caller, accountId: number, asked = false): string[] {
  const role = caller.roles.get(accountId);
  if (!asked || role === undefined) return [];
  return role === "manager" || role === "admin" ? writing : reading;
}
