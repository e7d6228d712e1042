import Type from "typebox";
import { enrollAtSignIn } from "../../../accounts/second-factor/second-step.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SeedResource } from "../second-factor/second-factor-resource.ts";

export default endpoint({
  method: "POST",
  path: "/session/enrollment",
  summary: "Makes the seed of an authenticator app for a sign-in that requires one",
  description: "A repeated request makes another seed; only the last one counts.",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ challenge: Type.String({ maxLength: 255 }) }, { additionalProperties: false }),
  response: { 200: SeedResource },
  handler: ({ body, context }) => enrollAtSignIn(context.db, body.challenge, context.clock()),
});
