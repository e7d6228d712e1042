import { timeZoneNames, zoneFor } from "../../../geography/time-zones.ts";
import { endpoint } from "../../core/endpoint.ts";
import { referenceDataPrefixes } from "../paths.ts";

export default endpoint({
  method: "GET",
  prefixes: referenceDataPrefixes,
  path: "/timezones",
  summary: "Lists the abbreviations leadTimezones accepts, each with the IANA zone stored for it",
  tag: "Reference data",
  role: "user",
  handler: () => timeZoneNames.map((name) => ({ name, description: zoneFor(name) })),
});
