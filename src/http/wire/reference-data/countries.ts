import Type from "typebox";
import { countries } from "../../../geography/regions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/countries/available",
  summary: "Lists the countries whose phone numbers are supported",
  tag: "Reference data",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  handler: () => countries(),
});
