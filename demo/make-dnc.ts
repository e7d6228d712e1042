import type { Caller } from "../src/accounts/caller.ts";
import type { Tx } from "../src/db/database.ts";
import { createDncTag } from "../src/dnc/dnc-tags.ts";
import { insertRows } from "./insert-rows.ts";
import type { CreatedLead, DemoSetting } from "./make-leads.ts";

const day = 24 * 60 * 60_000;

/**
 * Creates the do-not-call list: everyone who asked an agent not to be called again, some who asked in writing, external IDs of closed
 * accounts, and part of a purchased list under a tag. A few entries match READY leads, which a dialer has to skip.
 */
export async function makeDncList(
  tx: Tx,
  caller: Caller,
  { accountId, now, random }: DemoSetting,
  leads: readonly CreatedLead[],
  unused: readonly string[],
): Promise<void> {
  const { dncTagId } = await createDncTag(tx, caller, accountId, "Litigators");
  const some = (count: number, from: readonly string[]) => random.shuffled(from).slice(0, count);
  const ready = leads.filter(({ dialed }) => dialed.state === "READY").map(({ phone }) => phone);
  const asked = leads.filter(({ dialed }) => dialed.state === "DO-NOT-CALL");
  const entry = (phone: string | null, reason: string, addedAt: number, more: object = {}) => ({
    account_id: accountId,
    phone,
    extern_id: null,
    country_id: "USA",
    dnc_tag_id: 0,
    reason,
    added_by: caller.name,
    added_at: new Date(addedAt),
    ...more,
  });
  const ago = (days: number) => now.getTime() - random.int(1, days * 24) * (day / 24);
  const entries = [
    ...asked.map(({ phone, externId, dialed }) => entry(phone, "Do not call", dialed.stateAt, { extern_id: externId })),
    ...some(80, unused).map((phone) => entry(phone, "Asked in writing", ago(55))),
    ...some(12, ready).map((phone) => entry(phone, "Asked in writing", ago(2))),
    ...Array.from({ length: 20 }, (_, i) => entry(null, "Account closed", ago(40), { extern_id: `CRM-${90_001 + i}` })),
  ];
  const listed = new Set(entries.map(({ phone }) => phone));
  const bought = some(60, unused)
    .filter((phone) => !listed.has(phone))
    .map((phone) => entry(phone, "Known litigator", ago(1), { dnc_tag_id: dncTagId }));
  const all = [...entries, ...bought].sort((a, b) => a.added_at.getTime() - b.added_at.getTime());
  await insertRows(tx, "dnc_entry", all);
}
