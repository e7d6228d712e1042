import Type from "typebox";
import { dialGroupFields } from "../../../campaigns/dial-group-fields.ts";
import { type Body, parseV1Body, resourceSchema, SettingsObject, v1Body } from "../../core/body/field-bodies.ts";
import { Instant } from "../../core/ids.ts";
import { dialGroupResponseNames } from "../../wire/dial-groups/dial-group-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const DialGroupResource = resourceSchema("DialGroup", dialGroupFields, {
  dialGroupId: Type.Integer(),
  settings: SettingsObject,
  createdAt: Instant,
});
export const NewDialGroup = v1Body(dialGroupFields, ["dialGroupName"], more);
export const ChangedDialGroup = v1Body(dialGroupFields, [], more);

export const parseDialGroup = (body: Body) => parseV1Body(dialGroupFields, dialGroupResponseNames, body);
