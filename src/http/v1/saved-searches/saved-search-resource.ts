import Type from "typebox";
import { Criteria } from "../../../leads/search/criteria.ts";
import { Name } from "../../../validation/field-schemas.ts";
import { Instant } from "../../core/ids.ts";

const fields = {
  name: Name,
  criteria: Type.Object(Criteria.properties, { additionalProperties: false }),
  columns: Type.Union([Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 }), Type.Null()], {
    description: "the columns that the console shows, in their order; null: the usual ones",
  }),
  sort: Type.Enum(["leadId", "-leadId"], { description: "- is descending" }),
  shared: Type.Boolean({ description: "whether all of the account see it; to share takes a manager" }),
};

export const SavedSearchResource = Type.Object(
  {
    savedSearchId: Type.Integer(),
    ...fields,
    userId: Type.Integer({ description: "Whose it is" }),
    userName: Type.String({ description: "Their mail address when they saved it" }),
    createdAt: Instant,
    changedAt: Instant,
  },
  { title: "SavedSearch" },
);

export const NewSavedSearch = Type.Object(
  {
    name: fields.name,
    criteria: fields.criteria,
    columns: Type.Optional(fields.columns),
    sort: Type.Optional(fields.sort),
    shared: Type.Optional(fields.shared),
  },
  { additionalProperties: false },
);

export const ChangedSavedSearch = Type.Partial(NewSavedSearch, { additionalProperties: false });
