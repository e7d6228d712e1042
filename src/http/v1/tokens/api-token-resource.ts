import Type from "typebox";
import { Instant } from "../../core/ids.ts";
import { RoleName } from "../users/user-resource.ts";

export const ApiTokenResource = Type.Object(
  {
    tokenId: Type.Integer(),
    token: Type.String({ description: "In full when it is made, with its secret part masked ever after" }),
    label: Type.String(),
    scope: Type.Union([RoleName, Type.Null()], { description: "The highest role it may use; null: its user's" }),
    userId: Type.Integer(),
    email: Type.String(),
    createdAt: Instant,
    expiresAt: Type.Union([Instant, Type.Null()]),
    lastUsedAt: Type.Union([Instant, Type.Null()], { description: "To the minute" }),
  },
  { title: "ApiToken" },
);
