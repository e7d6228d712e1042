import Type from "typebox";
import { dispositionFields } from "../../../dispositions/disposition-fields.ts";
import { type Body, givenOnV1, resource, SettingsObject, v1Body } from "../../core/field-bodies.ts";
import { Id } from "../../core/ids.ts";
import { answeredOfDisposition } from "../../wire/dispositions/disposition-view.ts";

const more = { settings: Type.Optional(SettingsObject) };

export const DispositionResource = resource("Disposition", dispositionFields, {
  dispositionId: Type.Integer(),
  campaignId: Type.Integer(),
  settings: SettingsObject,
});
export const NewDisposition = v1Body(dispositionFields, ["name"], { campaignId: Id, ...more });
export const ChangedDisposition = v1Body(dispositionFields, [], more);

export const givenDisposition = (body: Body) => givenOnV1(dispositionFields, answeredOfDisposition, body);
