import Type from "typebox";
import { checkAuthorization, withQuery } from "../../../accounts/api-clients/authorization.ts";
import { Refusal } from "../../../errors.ts";
import { OAuthError, oauthPrefixes } from "../../core/access/oauth.ts";
import { endpoint } from "../../core/endpoint.ts";

const Text = (description: string) => Type.Optional(Type.String({ maxLength: 2000, description }));

export default endpoint({
  method: "GET",
  path: "/authorize",
  prefixes: oauthPrefixes,
  summary: "Signs a user in for a client, in the browser",
  description:
    "The authorization code grant. Sends the browser to the console, where the user signs in and agrees, and from there to `redirect_uri` with `code` and `state`. Other fields that RingCentral knows, such as `prompt` and `ui_locales`, have no effect.",
  tag: "Sign-in",
  role: "anyone",
  query: Type.Object({
    response_type: Type.Optional(Type.String({ maxLength: 100, description: "code" })),
    client_id: Type.String({ maxLength: 255 }),
    redirect_uri: Type.String({ maxLength: 2000, description: "One of those registered for the client, exactly" }),
    state: Text("Returned unchanged"),
    code_challenge: Text("The SHA-256 of the code verifier, in base64url. Public clients must send it"),
    code_challenge_method: Text("S256"),
  }),
  response: { 302: Type.Null(), 400: OAuthError },
  async handler({ query, context, request, reply }) {
    const { client_id: clientId, redirect_uri: redirectUri, code_challenge: codeChallenge, state } = query;
    const refuseTo = (error: string, error_description: string) =>
      reply.redirect(withQuery(redirectUri, { error, error_description, state }));
    try {
      await checkAuthorization(context.db, { clientId, redirectUri, codeChallenge });
    } catch (error) {
      // The address belongs to the client, so the client learns what is missing. Any other must not be followed.
      if (error instanceof Refusal && error.code === "MISSING_FIELD") return refuseTo("invalid_request", error.message);
      throw error;
    }
    if (query.response_type !== "code") return refuseTo("unsupported_response_type", "response_type must be code");
    if (codeChallenge !== undefined && query.code_challenge_method !== "S256")
      return refuseTo("invalid_request", "code_challenge_method must be S256");
    return reply.redirect(`/authorize${request.url.slice(request.url.indexOf("?"))}`);
  },
});
