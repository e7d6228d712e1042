import Type, { type Static } from "typebox";
import { type Role, roles } from "../../../accounts/caller.ts";
import { passwordRules } from "../../../accounts/sign-in/passwords/password-rules.ts";
import type { User } from "../../../accounts/users.ts";
import { wireDate } from "../../../validation/dates.ts";

const RoleView = Type.Object({ roleType: Type.String(), description: Type.Optional(Type.String()) });

export const UserView = Type.Object(
  {
    userId: Type.Integer(),
    userName: Type.String({ description: "Email address, used to sign in" }),
    firstName: Type.String(),
    lastName: Type.String(),
    fullName: Type.String(),
    enabled: Type.Boolean(),
    role: Type.Union([Type.Enum([...roles]), Type.Null()]),
    roles: Type.Array(RoleView, { description: "The role in RingCX's terms" }),
    creationDate: Type.String(),
  },
  { title: "User" },
);

/** A user as clients send it. Other fields of RingCX are accepted and ignored. */
export const UserBody = Type.Object(
  {
    userName: Type.Optional(
      Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", maxLength: 320, description: "An email address" }),
    ),
    firstName: Type.Optional(Type.String({ maxLength: 255 })),
    lastName: Type.Optional(Type.String({ maxLength: 255 })),
    enabled: Type.Optional(Type.Boolean()),
    password: Type.Optional(
      Type.String({
        maxLength: 1024,
        writeOnly: true,
        description: `A new password: ${passwordRules}. If absent for a new user, one is generated and shown once`,
      }),
    ),
    role: Type.Optional(Type.Enum([...roles], { description: "Takes precedence over `roles`" })),
    roles: Type.Optional(Type.Array(RoleView)),
  },
  { title: "AdminUserRequest" },
);

const rolesOfRingcx: Record<Role, string> = {
  admin: "SUPER_USER",
  manager: "USER",
  dialer: "USER",
  viewer: "NO_ACCESS",
};

/** Formats a user as RingCX does. */
export function userView(user: User & { role: Role | null }): object {
  return {
    userId: user.userId,
    userName: user.email,
    firstName: user.firstName,
    lastName: user.lastName,
    fullName: `${user.firstName} ${user.lastName}`.trim(),
    enabled: user.enabled,
    rootUser: user.role === "admin",
    userManagedByRC: false,
    creationDate: wireDate(user.createdAt),
    role: user.role,
    roles: user.role ? [{ roleType: rolesOfRingcx[user.role], description: user.role }] : [],
    children: [],
  };
}

/** The role a body asks for, in our terms or RingCX's; undefined if it names none. */
export function roleOf(body: Static<typeof UserBody>): Role | undefined {
  if (body.role) return body.role;
  if (!body.roles?.length) return undefined;
  // Roles a client has read here carry our own name in `description`, which is more precise than RingCX's type.
  const own = roles.find((role) => body.roles?.some(({ description }) => description === role));
  if (own) return own;
  const types = body.roles.map(({ roleType }) => roleType);
  if (types.some((type) => ["SUPER_USER", "MANAGE_USERS", "MANAGE_RIGHTS"].includes(type))) return "admin";
  return types.includes("USER") ? "manager" : "viewer";
}
