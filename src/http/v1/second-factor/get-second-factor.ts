import { secondFactorOf } from "../../../accounts/second-factor/second-factor.ts";
import { endpoint } from "../../core/endpoint.ts";
import { SecondFactorResource } from "./second-factor-resource.ts";

export default endpoint({
  method: "GET",
  path: "/users/me/second-factor",
  summary: "Says whether the caller has a second factor",
  tag: "Second factor",
  role: "user",
  response: { 200: SecondFactorResource },
  handler: ({ caller, context }) => secondFactorOf(context.db, caller.userId),
});
