import Type from "typebox";
import { duplicateHandlings } from "../../../leads/load/load.ts";
import { timeZoneOptions } from "../../../leads/load/zone-of-lead.ts";
import { listStates } from "../../../lists/list-fields.ts";
import { Id, Instant } from "../../core/ids.ts";

/** How v1 loads leads, whatever they come from, as fields of a body. */
export const loadOptions = {
  listId: Type.Optional(Type.Union([Id, Type.Null()], { description: "an existing list; absent: a new one" })),
  description: Type.Optional(
    Type.String({ description: "name of a new list; absent: that of the file, if there is one" }),
  ),
  listState: Type.Optional(
    Type.Enum([...listStates], {
      description: "of a new list; an existing one keeps its own. Only ACTIVE lists are dialed",
    }),
  ),
  dialPriority: Type.Optional(
    Type.Enum(["NORMAL", "IMMEDIATE"], {
      description:
        "IMMEDIATE: the leads come before others until their first pass; absent: as the list says, a new one NORMAL",
    }),
  ),
  duplicateHandling: Type.Optional(Type.Enum([...duplicateHandlings])),
  timeZoneOption: Type.Optional(
    Type.Enum([...timeZoneOptions], {
      description: "absent: EXPLICIT, which takes the phone's zone where leadTimezone is absent",
    }),
  ),
  dncTags: Type.Optional(Type.Array(Type.String())),
  numberOriginCountry: Type.Optional(Type.String()),
  archiveAt: Type.Optional({
    ...Instant,
    description: "when a new list is to be archived; an existing one keeps its own",
  }),
};
