import Type from "typebox";
import { textColumns } from "../../../leads/load/read-fields.ts";
import { settableStates } from "../../../leads/load/settable-states.ts";
import { Instant } from "../../core/ids.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const texts = Object.fromEntries(Object.keys(textColumns).map((name) => [name, Type.Optional(orNull(Type.String()))]));

/** The fields of a lead that v1 loads and changes, by the names the wire has for them. */
export const leadFields = {
  ...texts,
  otherPhones: Type.Optional(
    Type.Array(Type.String(), { description: "further numbers, in the order they are dialed" }),
  ),
  countryId: Type.Optional(Type.String({ description: "USA or US; absent: by the phone" })),
  leadTimezone: Type.Optional(orNull(Type.String({ description: "IANA name or abbreviation" }))),
  leadState: Type.Optional(Type.Enum([...settableStates])),
  suppressed: Type.Optional(Type.Boolean()),
  leadPriority: Type.Optional(orNull(Type.Integer({ description: "lower is dialed first; null: 999" }))),
  leadPasses: Type.Optional(Type.Integer({ minimum: 0 })),
  maxPasses: Type.Optional(orNull(Type.Integer({ description: "null: the campaign's" }))),
  nextDialTime: Type.Optional(Instant),
  reservedAgentId: Type.Optional(orNull(Type.Integer())),
  extendedLeadData: Type.Optional(orNull(Type.Record(Type.String(), Type.Unknown()))),
};

export const LeadPhone = Type.String({ description: "a phone number such as 4155550100 or +14155550100" });
