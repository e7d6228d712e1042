import Type, { type Static } from "typebox";
import { refuse } from "../../../errors.ts";
import { HciClicker } from "../../core/body/field-bodies.ts";
import { Id } from "../../core/ids.ts";

/** The agents of a dial group. RingCX clients repeat the dial group in each of them. */
export const MembersBody = Type.Array(
  Type.Object({ agentId: Id, dialGroupId: Type.Optional(Id), hciClicker: HciClicker }),
  { maxItems: 10_000 },
);

/** Refuses members whose dial group is not the one in the path. */
export function checkDialGroup(members: Static<typeof MembersBody>, dialGroupId: number): void {
  const at = members.findIndex((member) => (member.dialGroupId ?? dialGroupId) !== dialGroupId);
  if (at < 0) return;
  throw refuse("INVALID_FIELD", {
    field: `${at}.dialGroupId`,
    got: members[at]?.dialGroupId,
    takes: `${dialGroupId}, the dial group in the path, or nothing`,
  });
}
