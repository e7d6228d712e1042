import Type from "typebox";
import { duplicateHandlings } from "../../../leads/load/load.ts";
import { timeZoneOptions } from "../../../leads/load/zone-of-lead.ts";
import { listStates } from "../../../lists/list-fields.ts";

/** How the wire's lead loader loads, whatever from, as fields of a body. */
export const loaderOptions = {
  description: Type.Optional(
    Type.String({ description: "Name of a new list; absent: that of the file, if there is one" }),
  ),
  listId: Type.Optional(
    Type.Integer({ minimum: 0, description: "An existing list of the campaign; 0 or absent: a new one" }),
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
  timeZoneOption: Type.Optional(Type.Enum([...timeZoneOptions])),
  dncTags: Type.Optional(Type.Array(Type.String(), { description: "Labels of do-not-call tags to scrub by" })),
  numberOriginCountry: Type.Optional(Type.String({ description: "Country of numbers without +" })),
  internationalNumberFormat: Type.Optional(
    Type.Boolean({ description: "Numbers begin with their country's code even without +" }),
  ),
  scheduleArchiveDts: Type.Optional(Type.String({ description: "When a new list is to be archived" })),
};
