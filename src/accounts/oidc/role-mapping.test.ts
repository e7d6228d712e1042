import { expect, test } from "vitest";
import { parseGroupRoles, rolesOf } from "./role-mapping.ts";

const mapping = parseGroupRoles("Sales agents = dialer@2,leads=manager@2, admins=admin@1");

test("a mapping is read, with spaces in names of groups", () => {
  expect(mapping).toEqual([
    { group: "Sales agents", role: "dialer", accountId: 2 },
    { group: "leads", role: "manager", accountId: 2 },
    { group: "admins", role: "admin", accountId: 1 },
  ]);
});

test("of several roles on an account the highest counts, and unknown groups give none", () => {
  expect([...rolesOf(["admins", "leads", "Sales agents"], mapping)]).toEqual([
    [2, "manager"],
    [1, "admin"],
  ]);
  expect(rolesOf(["sales agents", "others"], mapping).size).toBe(0);
});
