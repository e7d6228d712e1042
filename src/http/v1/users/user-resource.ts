import Type from "typebox";
import { roles } from "../../../accounts/caller.ts";
import { passwordRules } from "../../../accounts/sign-in/passwords/password-rules.ts";
import { Instant } from "../../core/ids.ts";

export const Email = Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", maxLength: 320, description: "An email address" });
export const Password = Type.String({
  maxLength: 1024,
  writeOnly: true,
  description: `A new password: ${passwordRules}`,
});
export const PersonName = Type.String({ maxLength: 255 });
export const RoleName = Type.Enum([...roles], { description: "Each role includes those before it" });

export const userFields = {
  userId: Type.Integer(),
  email: Type.String({ description: "The name to sign in with" }),
  firstName: Type.String(),
  lastName: Type.String(),
  enabled: Type.Boolean(),
  homeAccountId: Type.Integer({ description: "The account whose administrators may change the user" }),
  createdAt: Instant,
  secondFactor: Type.Boolean({ description: "Whether signing in takes a code besides the password" }),
  hasPassword: Type.Boolean({
    description: "False: the user signs in with single sign-on, or has not accepted the invitation yet",
  }),
};

const CredentialCounts = Type.Object({
  sessions: Type.Integer(),
  apiTokens: Type.Integer(),
  jwtCredentials: Type.Integer(),
});

export const EndedCredentials = Type.Object(
  {
    ended: CredentialCounts,
    kept: Type.Object(CredentialCounts.properties, { description: "What still signs the user in" }),
  },
  { title: "EndedCredentials" },
);

export const KeepCredentials = Type.Boolean({
  description:
    "true: API tokens and JWT credentials outlive the old password; absent or false: they end with it. Sessions always end.",
});

export const UserResource = Type.Object({ ...userFields, role: RoleName }, { title: "User" });
