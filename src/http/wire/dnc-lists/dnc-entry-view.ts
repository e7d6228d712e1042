import type { FastifyReply } from "fastify";
import Type, { type Static } from "typebox";
import type { Tx } from "../../../db/database.ts";
import type { DncEntryInput } from "../../../dnc/add-dnc-entries.ts";
import { dncTagByLabel } from "../../../dnc/dnc-tags.ts";
import { countDncEntries, type DncEntry, listDncEntries } from "../../../dnc/find-dnc-entries.ts";
import { wirePhone } from "../../../geography/phones.ts";
import { wireDate } from "../../../validation/dates.ts";
import { parseMoment } from "../../core/moment.ts";
import { pageQuery } from "../list-query.ts";

/** Formats a do-not-call entry as RingCX does. */
export function dncEntryView(entry: DncEntry) {
  return {
    dncEntryId: entry.dncEntryId,
    phone: entry.phone === null ? null : wirePhone(entry.phone),
    phoneE164: entry.phone,
    externId: entry.externId,
    countryId: entry.countryId,
    countryCode: { id: entry.countryId, description: null },
    dncTagId: entry.dncTagId,
    tag: entry.dncTagLabel,
    dncTag: { dncTagId: entry.dncTagId, dncTagLabel: entry.dncTagLabel },
    reason: entry.reason,
    addedBy: entry.addedBy,
    addedDate: wireDate(entry.addedAt),
    expiryDate: wireDate(entry.expiresAt),
  };
}

const TagId = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "0: the global tag" });
const CountryId = Type.String({ minLength: 2, maxLength: 3, description: "A country such as USA" });

const DncEntryBody = Type.Object({
  phone: Type.Optional(Type.String({ maxLength: 100 })),
  externId: Type.Optional(Type.String({ maxLength: 255 })),
  countryId: Type.Optional(CountryId),
  countryCode: Type.Optional(Type.Object({ id: Type.Optional(CountryId) })),
  dncTagId: Type.Optional(TagId),
  dncTag: Type.Optional(
    Type.Object({ dncTagId: Type.Optional(TagId), dncTagLabel: Type.Optional(Type.String({ maxLength: 255 })) }),
  ),
  tag: Type.Optional(Type.String({ maxLength: 255, description: "Label of the tag, used if no id is sent" })),
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
  expiryDate: Type.Optional(Type.String({ description: "When the entry stops applying; absent: never" })),
});

export const DncEntriesBody = Type.Union([DncEntryBody, Type.Array(DncEntryBody, { minItems: 1, maxItems: 10_000 })]);

/** Parses one entry or a list of them, and looks up tags by label. NOT_FOUND for an unknown label. */
export async function parseDncEntries(
  tx: Tx,
  accountId: number,
  body: Static<typeof DncEntriesBody>,
): Promise<DncEntryInput[]> {
  const ids = new Map<string, number>();
  const entries: DncEntryInput[] = [];
  for (const one of Array.isArray(body) ? body : [body]) {
    const label = one.dncTag?.dncTagLabel ?? one.tag;
    let dncTagId = one.dncTagId ?? one.dncTag?.dncTagId ?? (label === undefined ? 0 : ids.get(label));
    if (dncTagId === undefined && label !== undefined) {
      ({ dncTagId } = await dncTagByLabel(tx, accountId, label));
      ids.set(label, dncTagId);
    }
    entries.push({
      phone: one.phone,
      externId: one.externId,
      countryId: one.countryId ?? one.countryCode?.id,
      dncTagId,
      reason: one.reason,
      expiresAt: parseMoment("expiryDate", one.expiryDate) ?? null,
    });
  }
  return entries;
}

/** Filters and paging of a search for entries. An absent filter matches every entry. */
export const DncSearch = Type.Object({
  ...pageQuery,
  phone: Type.Optional(Type.String()),
  externId: Type.Optional(Type.String()),
  countryId: Type.Optional(Type.String()),
  dncTagId: Type.Optional(TagId),
  dncTagIds: Type.Optional(Type.Array(TagId)),
  reason: Type.Optional(Type.String({ description: "Text within the reason or the name of the user who added it" })),
  addedDateFrom: Type.Optional(Type.String()),
  addedDateTo: Type.Optional(Type.String()),
});

/** Responds with one page of a search, 1000 rows by default, and the total in the header X-Total-Count. */
export async function dncPage(tx: Tx, accountId: number, search: Static<typeof DncSearch>, reply: FastifyReply) {
  const { page = 1, maxRows = 1000, phone, externId, countryId, dncTagId, dncTagIds } = search;
  const tags = [...(dncTagIds ?? []), ...(dncTagId === undefined ? [] : [dncTagId])];
  const filter = {
    phone: phone || undefined,
    externId: externId || undefined,
    countryId: countryId || undefined,
    dncTagIds: tags.length > 0 ? tags : undefined,
    text: search.reason || undefined,
    addedFrom: parseMoment("addedDateFrom", search.addedDateFrom),
    addedTo: parseMoment("addedDateTo", search.addedDateTo),
  };
  void reply.header("X-Total-Count", String(await countDncEntries(tx, accountId, filter)));
  return (await listDncEntries(tx, accountId, filter, { page, maxRows })).map(dncEntryView);
}
