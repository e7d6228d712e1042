import { timeZoneNames, zoneFor } from "../../../geography/time-zones.ts";
import { endpoint } from "../../core/endpoint.ts";
import { everywhere } from "../paths.ts";

export default endpoint({
  method: "GET",
  prefixes: everywhere,
  path: "/timezones",
  summary: "Lists the abbreviations that leadTimezones takes, each with the zone that is stored for it",
  tag: "Reference data",
  role: "user",
  handler: () => timeZoneNames.map((name) => ({ name, description: zoneFor(name) })),
});
