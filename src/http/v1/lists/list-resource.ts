import Type from "typebox";
import { listFields } from "../../../lists/list-fields.ts";
import { type Body, givenOnV1, resource, v1Body } from "../../core/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";

export const ListResource = resource("List", listFields, {
  listId: Type.Integer(),
  campaignId: Type.Integer(),
  uploadedAt: Instant,
  uploadedBy: Type.String(),
  fileName: Type.Union([Type.String(), Type.Null()]),
  duplicateHandling: Type.String(),
  timeZoneOption: Type.String(),
  dncTags: Type.Array(Type.String()),
  leadsSupplied: Type.Integer(),
  leadsInserted: Type.Integer(),
  leadsDncRemoved: Type.Integer(),
  leadCount: Type.Integer({ description: "Leads that stand in the list now" }),
  leadStates: Type.Record(Type.String(), Type.Integer(), { description: "How many of them in each state" }),
});
export const NewList = v1Body(listFields, ["listDesc"], { campaignId: Id });
export const ChangedList = v1Body(listFields, []);

export const givenList = (body: Body) => givenOnV1(listFields, [], body).values;
