import { dialGroupFields } from "../campaigns/dial-group-fields.ts";
import type { DialGroup } from "../campaigns/dial-groups.ts";
import { wireDate } from "../dates.ts";
import { type Body, fieldsOnWire, givenOnWire, wireBody } from "./bodies.ts";

/** A dial group as RingCX shows it, with the settings it was given besides. */
export function dialGroupView(dialGroup: DialGroup, permissions: string[]) {
  return {
    ...fieldsOnWire(dialGroupFields, dialGroup),
    dialGroupId: dialGroup.dialGroupId,
    createdOn: wireDate(dialGroup.createdAt),
    permissions,
  };
}

export const DialGroupBody = wireBody(dialGroupFields, []);
export const NewDialGroupBody = wireBody(dialGroupFields, ["dialGroupName"]);

const answered = ["dialGroupId", "createdOn", "permissions", "campaigns", "agentDialGroupMembers", "agentsReady"];

export const givenDialGroup = (body: Body) => givenOnWire(dialGroupFields, answered, body);
