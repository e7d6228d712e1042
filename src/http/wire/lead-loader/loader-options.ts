import Type from "typebox";
import { duplicateHandlings } from "../../../leads/load/load.ts";
import { timeZoneOptions } from "../../../leads/load/zone-of-lead.ts";
import { listStates } from "../../../lists/list-fields.ts";

/** Options of a load on the wire, for leads sent as JSON and for files. */
export const loaderOptions = {
  description: Type.Optional(Type.String({ description: "Name of a new list; absent: the name of the file, if any" })),
  listId: Type.Optional(
    Type.Integer({ minimum: 0, description: "An existing list of the campaign; 0 or absent: a new one" }),
  ),
  listState: Type.Optional(
    Type.Enum([...listStates], {
      description: "State of a new list; an existing list keeps its own. Only ACTIVE lists are dialed",
    }),
  ),
  dialPriority: Type.Optional(
    Type.Enum(["NORMAL", "IMMEDIATE"], {
      description:
        "IMMEDIATE: the leads are dialed before others until their first pass; absent: the priority of the list, NORMAL for a new one",
    }),
  ),
  duplicateHandling: Type.Optional(Type.Enum([...duplicateHandlings])),
  timeZoneOption: Type.Optional(Type.Enum([...timeZoneOptions])),
  dncTags: Type.Optional(Type.Array(Type.String(), { description: "Labels of the do-not-call tags to scrub against" })),
  numberOriginCountry: Type.Optional(Type.String({ description: "Country of phone numbers without +" })),
  internationalNumberFormat: Type.Optional(
    Type.Boolean({ description: "true: phone numbers start with their country code even without +" }),
  ),
  scheduleArchiveDts: Type.Optional(Type.String({ description: "When to archive a new list" })),
};
