import { states } from "../../../geography/regions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { referenceDataPrefixes } from "../paths.ts";

export default endpoint({
  method: "GET",
  prefixes: referenceDataPrefixes,
  path: "/states",
  summary: "Lists the states of the USA and the provinces of Canada",
  tag: "Reference data",
  role: "user",
  handler: () => states,
});
