import Type, { type Static } from "typebox";
import type { Tokens } from "../../../accounts/sign-in/session.ts";

export const SessionTokens = Type.Object(
  {
    accessToken: Type.String({ description: "Sent as `Authorization: Bearer`" }),
    expiresIn: Type.Integer({ description: "Seconds the access token is good for" }),
    refreshToken: Type.Optional(Type.String({ description: "Good for one refresh" })),
    refreshExpiresIn: Type.Optional(Type.Integer({ description: "Seconds the refresh token is good for" })),
  },
  { title: "SessionTokens" },
);

export function sessionTokens(tokens: Tokens): Static<typeof SessionTokens> {
  const { accessToken, expiresIn, refreshToken, refreshExpiresIn } = tokens;
  return {
    accessToken,
    expiresIn,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(refreshExpiresIn === undefined ? {} : { refreshExpiresIn }),
  };
}
