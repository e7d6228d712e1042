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

export const ChallengeResource = Type.Object(
  {
    challenge: Type.String({ description: "Send it with the code" }),
    step: Type.Enum(["CODE", "ENROLL"], {
      description:
        "CODE: a code of the authenticator app or a recovery code is needed. ENROLL: an account of the user requires a second factor; `POST /session/enrollment` makes the seed of an authenticator app, whose first code completes the sign-in.",
    }),
    expiresIn: Type.Integer({ description: "Seconds in which the sign-in can be completed" }),
  },
  { title: "Challenge" },
);

export const SignInOptions = Type.Object(
  {
    oidcName: Type.Union([Type.String(), Type.Null()], {
      description: "What the identity provider is called; null: there is none",
    }),
    mailsLinks: Type.Boolean({ description: "Whether a forgotten password can be reset by a link in a mail" }),
  },
  { title: "SignInOptions" },
);
