import Type from "typebox";
import { countries } from "../../../regions.ts";
import { AccountId } from "../../app.ts";
import { endpoint } from "../../endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/countries/available",
  summary: "Lists the countries that numbers may be of",
  tag: "Reference data",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  handler: () => countries(),
});
