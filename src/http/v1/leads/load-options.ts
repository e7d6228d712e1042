import Type from "typebox";
import { duplicateHandlings } from "../../../leads/load/load.ts";
import { timeZoneOptions } from "../../../leads/load/zone-of-lead.ts";
import { listStates } from "../../../lists/list-fields.ts";
import { Id, Instant } from "../../core/ids.ts";

/** Options of a load on v1, for leads sent as JSON and for files. */
export const loadOptions = {
  listId: Type.Optional(Type.Union([Id, Type.Null()], { description: "An existing list; absent: a new one" })),
  description: Type.Optional(Type.String({ description: "Name of a new list; absent: the name of the file, if any" })),
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
  timeZoneOption: Type.Optional(
    Type.Enum([...timeZoneOptions], {
      description:
        "How to determine time zones. Default: EXPLICIT, which uses leadTimezone, or else the zone of the phone number",
    }),
  ),
  dncTags: Type.Optional(Type.Array(Type.String())),
  numberOriginCountry: Type.Optional(Type.String()),
  archiveAt: Type.Optional({
    ...Instant,
    description: "When to archive a new list; an existing list keeps its own date",
  }),
};
