import Type from "typebox";
import { readPasswordLink } from "../../../accounts/password-links/password-link.ts";
import { endpoint } from "../../core/endpoint.ts";
import { LinkToken } from "./password-link-resource.ts";

export default endpoint({
  method: "POST",
  path: "/session/password-link",
  summary: "Says whose password a link sets, without using the link up",
  tag: "Sign-in",
  role: "anyone",
  body: Type.Object({ token: LinkToken }, { additionalProperties: false }),
  response: { 200: Type.Object({ email: Type.String(), reason: Type.Enum(["INVITATION", "RESET"]) }) },
  handler: ({ body, context }) => readPasswordLink(context.db, body.token, context.clock()),
});
