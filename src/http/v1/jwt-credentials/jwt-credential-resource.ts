import Type from "typebox";
import { Instant } from "../../core/ids.ts";

export const JwtCredentialResource = Type.Object(
  {
    jwtId: Type.String({ format: "uuid" }),
    label: Type.String(),
    createdAt: Instant,
    expiresAt: Type.Union([Instant, Type.Null()]),
    lastUsedAt: Type.Union([Instant, Type.Null()]),
    jwt: Type.Optional(Type.String({ description: "The JWT; only in the response that creates it" })),
  },
  { title: "JwtCredential" },
);
