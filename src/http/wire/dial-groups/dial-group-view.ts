import { dialGroupFields } from "../../../campaigns/dial-group-fields.ts";
import type { DialGroup } from "../../../campaigns/dial-groups.ts";
import { wireDate } from "../../../validation/dates.ts";
import { type Body, fieldsOnWire, givenOnWire, type Place, requirePlace, wireBody } from "../../core/field-bodies.ts";

/** A dial group as RingCX shows it, with the settings it was given besides. */
export function dialGroupView(dialGroup: DialGroup, permissions: string[]) {
  return {
    ...fieldsOnWire(dialGroupFields, answeredOfDialGroup, dialGroup),
    dialGroupId: dialGroup.dialGroupId,
    createdOn: wireDate(dialGroup.createdAt),
    permissions,
  };
}

export const DialGroupBody = wireBody(dialGroupFields, []);
export const NewDialGroupBody = wireBody(dialGroupFields, ["dialGroupName"]);

/** What answers say of a dial group besides its fields and settings. */
export const answeredOfDialGroup = [
  "accountId",
  "dialGroupId",
  "createdOn",
  "permissions",
  "campaigns",
  "agentDialGroupMembers",
  "agentsReady",
];

export function givenDialGroup(body: Body, place: Place) {
  requirePlace(body, place);
  return givenOnWire(dialGroupFields, answeredOfDialGroup, body);
}
