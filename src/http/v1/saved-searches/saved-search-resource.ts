import Type from "typebox";
import { Criteria } from "../../../leads/search/criteria.ts";
import { Name } from "../../../validation/field-schemas.ts";
import { Instant } from "../../core/ids.ts";

const fields = {
  name: Name,
  criteria: Type.Object(Criteria.properties, { additionalProperties: false }),
  columns: Type.Union([Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 100 }), Type.Null()], {
    description: "The columns the console shows, in this order; null: the default ones",
  }),
  sort: Type.Enum(["leadId", "-leadId"], { description: "-leadId: descending" }),
  shared: Type.Boolean({
    description: "Whether everyone in the account can see it; sharing requires the role manager",
  }),
};

export const SavedSearchResource = Type.Object(
  {
    savedSearchId: Type.Integer(),
    ...fields,
    userId: Type.Integer({ description: "Owner of the search" }),
    userName: Type.String({ description: "Email address of the owner when the search was saved" }),
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
