import { dialGroupFields } from "../../../campaigns/dial-group-fields.ts";
import type { DialGroup } from "../../../campaigns/dial-groups.ts";
import { wireDate } from "../../../validation/dates.ts";
import {
  type Body,
  fieldsOnWire,
  type PathIds,
  parseWireBody,
  requirePathIds,
  wireBody,
} from "../../core/body/field-bodies.ts";

/** Formats a dial group as RingCX does, with the settings stored for it. */
export function dialGroupView(dialGroup: DialGroup, permissions: string[]) {
  return {
    ...fieldsOnWire(dialGroupFields, dialGroupResponseNames, dialGroup),
    dialGroupId: dialGroup.dialGroupId,
    createdOn: wireDate(dialGroup.createdAt),
    permissions,
  };
}

export const DialGroupBody = wireBody(dialGroupFields, []);
export const NewDialGroupBody = wireBody(dialGroupFields, ["dialGroupName"]);

/** Names in dial group responses that are neither fields nor settings. */
export const dialGroupResponseNames = [
  "accountId",
  "dialGroupId",
  "createdOn",
  "permissions",
  "campaigns",
  "agentDialGroupMembers",
  "agentsReady",
];

export function parseDialGroup(body: Body, pathIds: PathIds) {
  requirePathIds(body, pathIds);
  return parseWireBody(dialGroupFields, dialGroupResponseNames, body);
}
