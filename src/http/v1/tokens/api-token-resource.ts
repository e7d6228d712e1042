import Type from "typebox";
import { Instant } from "../../core/ids.ts";
import { RoleName } from "../users/user-resource.ts";

export const ApiTokenResource = Type.Object(
  {
    tokenId: Type.Integer(),
    token: Type.String({
      description: "The full token in the response that creates it; later with its secret part masked",
    }),
    label: Type.String(),
    scope: Type.Union([RoleName, Type.Null()], {
      description: "The highest role it may use; null: the role of its user",
    }),
    userId: Type.Integer(),
    email: Type.String(),
    createdAt: Instant,
    expiresAt: Type.Union([Instant, Type.Null()]),
    lastUsedAt: Type.Union([Instant, Type.Null()], { description: "Accurate to the minute" }),
  },
  { title: "ApiToken" },
);
