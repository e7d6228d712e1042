import Type from "typebox";
import { textColumns } from "../../../leads/load/read-fields.ts";
import { settableStates } from "../../../leads/load/settable-states.ts";
import { Id, Instant } from "../../core/ids.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

const texts = Object.fromEntries(Object.keys(textColumns).map((name) => [name, Type.Optional(orNull(Type.String()))]));

/** The fields of a lead that v1 can load and change. They have the same names as on the wire. */
export const leadFields = {
  ...texts,
  otherPhones: Type.Optional(Type.Array(Type.String(), { description: "More phone numbers, in dialing order" })),
  countryId: Type.Optional(Type.String({ description: "USA or US; absent: derived from the phone" })),
  leadTimezone: Type.Optional(orNull(Type.String({ description: "IANA name or abbreviation" }))),
  leadState: Type.Optional(Type.Enum([...settableStates])),
  suppressed: Type.Optional(Type.Boolean()),
  leadPriority: Type.Optional(orNull(Type.Integer({ description: "Lower is dialed first; null: 999" }))),
  leadPasses: Type.Optional(Type.Integer({ minimum: 0 })),
  maxPasses: Type.Optional(orNull(Type.Integer({ description: "null: the campaign's limit" }))),
  nextDialTime: Type.Optional(Instant),
  reservedAgentId: Type.Optional(orNull(Id)),
  extendedLeadData: Type.Optional(orNull(Type.Record(Type.String(), Type.Unknown()))),
};

export const LeadPhone = Type.String({ description: "A phone number such as 4155550100 or +14155550100" });
