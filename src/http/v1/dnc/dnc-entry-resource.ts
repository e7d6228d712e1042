import Type, { type Static } from "typebox";
import type { DncEntryInput } from "../../../dnc/add-dnc-entries.ts";
import { type DncEntryFilter, expiries } from "../../../dnc/find-dnc-entries.ts";
import { Instant } from "../../core/ids.ts";
import { parseMoment } from "../../core/moment.ts";
import { TagId } from "./dnc-tag-resource.ts";

const text = Type.Union([Type.String(), Type.Null()]);
const instant = Type.Union([Instant, Type.Null()]);

export const DncEntryResource = Type.Object(
  {
    dncEntryId: Type.Integer(),
    phone: Type.Union([Type.String({ description: "E.164" }), Type.Null()]),
    externId: text,
    countryId: Type.String(),
    dncTagId: TagId,
    dncTagLabel: Type.String(),
    reason: Type.String(),
    addedBy: Type.String(),
    addedAt: Instant,
    expiresAt: instant,
  },
  { title: "DncEntry" },
);

const changeable = {
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  expiresAt: Type.Optional(
    Type.Union([Instant, Type.Null()], { description: "When the entry stops applying; null: never" }),
  ),
};

export const NewDncEntry = Type.Object(
  {
    phone: Type.Optional(Type.String({ maxLength: 100 })),
    externId: Type.Optional(Type.String({ maxLength: 255 })),
    countryId: Type.Optional(Type.String({ minLength: 2, maxLength: 3, description: "A country such as USA" })),
    dncTagId: Type.Optional(TagId),
    ...changeable,
  },
  { additionalProperties: false },
);

export const ChangedDncEntry = Type.Object(changeable, { additionalProperties: false });

export function parseDncEntry({ expiresAt, ...entry }: Static<typeof NewDncEntry>): DncEntryInput {
  if (expiresAt === undefined) return entry;
  return { ...entry, expiresAt: parseMoment("expiresAt", expiresAt) ?? null };
}

/** Filters for entries. An absent one matches every entry. */
export const DncFilterQuery = {
  phone: Type.Optional(Type.String({ minLength: 1 })),
  externId: Type.Optional(Type.String({ minLength: 1 })),
  countryId: Type.Optional(Type.String({ minLength: 1 })),
  dncTagId: Type.Optional(TagId),
  expiry: Type.Optional(
    Type.Enum([...expiries], {
      description: "NEVER: does not expire; AHEAD: expires later; PAST: has expired and no longer applies",
    }),
  ),
  text: Type.Optional(
    Type.String({ minLength: 1, description: "Text within the reason or the name of the user who added it" }),
  ),
};

export function parseDncFilter(query: Static<Type.TObject<typeof DncFilterQuery>>, now: Date): DncEntryFilter {
  const { phone, externId, countryId, text: within, dncTagId, expiry } = query;
  return {
    phone,
    externId,
    countryId,
    text: within,
    dncTagIds: dncTagId === undefined ? undefined : [dncTagId],
    expiry: expiry === undefined ? undefined : { kind: expiry, now },
  };
}
