import { listFields } from "../../../lists/list-fields.ts";
import type { List } from "../../../lists/lists.ts";
import { wireDate } from "../../../validation/dates.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";

/** A lead list as RingCX's users know it. The counts of its leads by state are ours. */
export function listView(list: List) {
  return {
    ...fieldsOnWire(listFields, [], list),
    listId: list.listId,
    campaignId: list.campaignId,
    uploadDate: wireDate(list.uploadedAt),
    uploadedBy: list.uploadedBy,
    fileName: list.fileName,
    duplicateHandling: list.duplicateHandling,
    timeZoneOption: list.timeZoneOption,
    dncTags: list.dncTags,
    leadsSupplied: list.leadsSupplied,
    leadsInserted: list.leadsInserted,
    dncRemoved: list.leadsDncRemoved,
    whitelisted: list.leadStates.WHITELIST ?? 0,
    leadCount: list.leadCount,
    leadStates: list.leadStates,
  };
}

export const ListBody = wireBody(listFields, []);
export const NewListBody = wireBody(listFields, ["listDesc"]);

/** What a body says of a list; the rest is what its load found, and cannot be written. Times without a zone are the account's. */
export function givenList(body: Body, place: Place, { timeZone }: { timeZone: string }) {
  requirePlace(body, place);
  return givenOnWire(listFields, [], body, timeZone).values;
}
