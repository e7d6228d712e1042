import Type from "typebox";
import { dispositionFields } from "../../../dispositions/disposition-fields.ts";
import { type Body, parseV1Body, resourceSchema, SettingsObject, v1Body } from "../../core/body/field-bodies.ts";
import { Id } from "../../core/ids.ts";
import { dispositionResponseNames } from "../../wire/dispositions/disposition-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const DispositionResource = resourceSchema("Disposition", dispositionFields, {
  dispositionId: Type.Integer(),
  campaignId: Type.Integer(),
  settings: SettingsObject,
});
export const NewDisposition = v1Body(dispositionFields, ["name"], { campaignId: Id, ...more });
export const ChangedDisposition = v1Body(dispositionFields, [], more);

export const parseDisposition = (body: Body) => parseV1Body(dispositionFields, dispositionResponseNames, body);
