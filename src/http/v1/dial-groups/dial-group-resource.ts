import Type from "typebox";
import { dialGroupFields } from "../../../campaigns/dial-group-fields.ts";
import { type Body, givenOnV1, resource, SettingsObject, v1Body } from "../../core/field-bodies.ts";
import { Instant } from "../../core/ids.ts";
import { answeredOfDialGroup } from "../../wire/dial-groups/dial-group-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const DialGroupResource = resource("DialGroup", dialGroupFields, {
  dialGroupId: Type.Integer(),
  settings: SettingsObject,
  createdAt: Instant,
});
export const NewDialGroup = v1Body(dialGroupFields, ["dialGroupName"], more);
export const ChangedDialGroup = v1Body(dialGroupFields, [], more);

export const givenDialGroup = (body: Body) => givenOnV1(dialGroupFields, answeredOfDialGroup, body);
