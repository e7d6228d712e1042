import Type from "typebox";
import { countries } from "../../../geography/regions.ts";
import { endpoint } from "../../core/endpoint.ts";

export default endpoint({
  method: "GET",
  path: "/countries",
  summary: "Lists the countries whose phone numbers are supported, by name",
  tag: "Server",
  role: "user",
  response: {
    200: Type.Object({ items: Type.Array(Type.Object({ countryId: Type.String(), countryName: Type.String() })) }),
  },
  handler: () => ({ items: countries().map(({ countryId, countryName }) => ({ countryId, countryName })) }),
});
