import Type from "typebox";
import type { Caller } from "../../accounts/caller.ts";

/** Which part of a list is wanted; without `maxRows` all of it. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: "Page, counted from 1" })),
  maxRows: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000, description: "Rows a page; absent: all rows" })),
};

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
