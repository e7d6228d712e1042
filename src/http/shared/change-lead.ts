import Type from "typebox";
import { duplicateHandlings } from "../../leads/load/load.ts";
import { timeZoneOptions } from "../../leads/load/zone-of-lead.ts";
import { AccountId, Id } from "../core/ids.ts";

export const LeadPath = Type.Object({ accountId: AccountId, leadId: Id });

/** Query of RingCX's two requests that change a lead. */
export const ChangeLeadQuery = Type.Object({
  campaignId: Type.Optional(Type.Integer({ description: "The lead's campaign; 404 if the lead is in another one" })),
  listId: Type.Optional(Type.Integer({ description: "The lead's list; 404 if the lead is on another one" })),
  timezoneOption: Type.Optional(
    Type.Enum([...timeZoneOptions], {
      description: "How to determine the time zone; absent: as when the list was loaded",
    }),
  ),
  duplicateHandling: Type.Optional(
    Type.Enum([...duplicateHandlings], {
      description: "Which existing leads make a new phone a duplicate, which is refused; RETAIN_ALL: none do",
    }),
  ),
});
