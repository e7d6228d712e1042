import Type from "typebox";
import { duplicateHandlings } from "../../leads/load/load.ts";
import { timeZoneOptions } from "../../leads/load/zone-of-lead.ts";
import { AccountId, Id } from "../core/ids.ts";

export const LeadPath = Type.Object({ accountId: AccountId, leadId: Id });

/** How RingCX is asked to change a lead. */
export const ChangeLeadQuery = Type.Object({
  campaignId: Type.Optional(Type.Integer({ description: "The lead's campaign; 404 when it is in another one" })),
  listId: Type.Optional(Type.Integer({ description: "The lead's list; 404 when it is on another one" })),
  timezoneOption: Type.Optional(
    Type.Enum([...timeZoneOptions], { description: "Where the zone is taken from; absent: as the list was loaded" }),
  ),
  duplicateHandling: Type.Optional(
    Type.Enum([...duplicateHandlings], { description: "What a new phone must not be; RETAIN_ALL: it may be any" }),
  ),
});
