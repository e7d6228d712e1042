import Type from "typebox";
import { Instant } from "../../core/ids.ts";

export const ApiClientResource = Type.Object(
  {
    clientId: Type.String(),
    label: Type.String(),
    redirectUris: Type.Array(Type.String()),
    isPublic: Type.Boolean({ description: "Has no secret, and proves itself by PKCE" }),
    createdAt: Instant,
  },
  { title: "ApiClient" },
);

/** The fields of an authorization request, as the client put them in the address. */
export const authorizationFields = {
  clientId: Type.String({ maxLength: 255 }),
  redirectUri: Type.String({ maxLength: 2000 }),
  codeChallenge: Type.Optional(
    Type.String({ pattern: "^[\\w-]{43}$", description: "The SHA-256 of the code verifier, in base64url" }),
  ),
};
