import Type, { type Static } from "typebox";
import type { Tokens } from "../../../accounts/sign-in/session.ts";

export const SessionTokens = Type.Object(
  {
    accessToken: Type.String({ description: "Send it as `Authorization: Bearer`" }),
    expiresIn: Type.Integer({ description: "Seconds until the access token expires" }),
    refreshToken: Type.Optional(Type.String({ description: "Works for one refresh" })),
    refreshExpiresIn: Type.Optional(Type.Integer({ description: "Seconds until the refresh token expires" })),
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
