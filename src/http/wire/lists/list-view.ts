import { listFields } from "../../../lists/list-fields.ts";
import type { List } from "../../../lists/lists.ts";
import { wireDate } from "../../../validation/dates.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";

/** Formats a lead list as RingCX does. The lead counts by state are Leadyard's addition. */
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

/**
 * Parses the writable fields of a list; the others record its load. Times without an offset are in the account's time
 * zone.
 */
export function parseList(body: Body, pathIds: PathIds, { timeZone }: { timeZone: string }) {
  requirePathIds(body, pathIds);
  return parseWireBody(listFields, [], body, timeZone).values;
}
