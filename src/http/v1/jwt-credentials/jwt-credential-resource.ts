import Type from "typebox";
import { Instant } from "../../core/ids.ts";

export const JwtId = Type.String({ pattern: "^[0-9a-fA-F-]{36}$", format: "uuid" });

export const JwtCredentialResource = Type.Object(
  {
    jwtId: Type.String({ format: "uuid" }),
    label: Type.String(),
    userId: Type.Integer(),
    email: Type.String(),
    createdAt: Instant,
    expiresAt: Type.Union([Instant, Type.Null()]),
    lastUsedAt: Type.Union([Instant, Type.Null()]),
    jwt: Type.Optional(Type.String({ description: "The JWT; only in the response that creates it" })),
  },
  { title: "JwtCredential" },
);
