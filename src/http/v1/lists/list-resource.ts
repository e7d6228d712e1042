import Type from "typebox";
import { listFields } from "../../../lists/list-fields.ts";
import { type Body, parseV1Body, resourceSchema, v1Body } from "../../core/body/field-bodies.ts";
import { Id, Instant } from "../../core/ids.ts";

export const ListResource = resourceSchema("List", listFields, {
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
  leadCount: Type.Integer({ description: "Leads on the list now" }),
  leadStates: Type.Record(Type.String(), Type.Integer(), { description: "How many of these leads are in each state" }),
});
export const NewList = v1Body(listFields, ["listDesc"], { campaignId: Id });
export const ChangedList = v1Body(listFields, []);

export const parseList = (body: Body) => parseV1Body(listFields, [], body).values;
