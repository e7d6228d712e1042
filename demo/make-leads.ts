import type { SeededRandom } from "../clients/seeded-random.ts";
import type { Tx } from "../src/db/database.ts";
import { sql } from "../src/db/sql.ts";
import { timeZoneIds } from "../src/geography/time-zone-ids.ts";
import { newLeadIds } from "../src/leads/load/insert-leads.ts";
import { callingWindows, type Window } from "./calling-moments.ts";
import { type DialedLead, dayOf, passesOfDay, simulateDialing } from "./dialing.ts";
import { insertRows, type Row } from "./insert-rows.ts";
import type { CreatedCampaign } from "./make-center.ts";
import { fictionalNumbers, type Person, personAt } from "./people.ts";

const day = 24 * 60 * 60_000;

/** What later steps need to know about a created lead. */
export interface CreatedLead {
  leadId: number;
  phone: string;
  externId: string;
  dialed: DialedLead;
}

interface Target extends CreatedCampaign {
  windows: (zone: string) => Window[];
  listId: number;
  list: CreatedCampaign["campaign"]["lists"][number];
}

/** A lead before it is inserted. */
interface Draft extends CreatedLead {
  target: Target;
  person: Person;
  phones: string[];
  loadedAt: number;
  auxiliary: string[];
}

export interface DemoSetting {
  accountId: number;
  accountZone: string;
  now: Date;
  random: SeededRandom;
}

/** Creates the lists and their leads with the traces of weeks of dialing. Returns the leads and the unused numbers. */
export async function makeLeads(
  tx: Tx,
  setting: DemoSetting,
  campaigns: readonly CreatedCampaign[],
): Promise<{ leads: CreatedLead[]; unused: string[] }> {
  const targets = await makeLists(tx, setting, campaigns);
  const numbers = fictionalNumbers(setting.random);
  const leadIds = await newLeadIds(
    tx,
    targets.reduce((sum, { list }) => sum + list.leads, 0),
  );
  const drafts: Draft[] = [];
  for (const target of targets) {
    for (let i = 0; i < target.list.leads; i++)
      drafts.push(draftLead(setting, target, leadIds[drafts.length] as number, drafts.length, numbers));
  }
  const zones = await timeZoneIds(
    tx,
    drafts.map(({ person }) => person.zone),
  );
  const { accountId } = setting;
  await insertRows(
    tx,
    "lead",
    drafts.map((one) => leadRow(setting, one, zones)),
  );
  await insertRows(
    tx,
    "contact",
    drafts.map((one) => contactRow(accountId, one)),
  );
  await insertRows(
    tx,
    "lead_phone",
    drafts.flatMap(({ leadId, phones }) =>
      phones.slice(1).map((phone, i) => ({ account_id: accountId, lead_id: leadId, position: i + 2, phone })),
    ),
  );
  await makePasses(tx, accountId, drafts);
  return { leads: drafts, unused: numbers.map(({ phone }) => phone) };
}

/** Creates the lists, oldest first, so that ids rise with the upload date. */
async function makeLists(
  tx: Tx,
  { accountId, now }: DemoSetting,
  campaigns: readonly CreatedCampaign[],
): Promise<Target[]> {
  const lists = campaigns
    .flatMap((made) => {
      const windows = callingWindows(made.campaign.schedule, now);
      return made.campaign.lists.map((list) => ({ ...made, windows, list }));
    })
    .sort((a, b) => b.list.daysAgo - a.list.daysAgo);
  const targets: Target[] = [];
  for (const one of lists) {
    const uploadedAt = new Date(now.getTime() - one.list.daysAgo * day);
    const name = `${one.list.name} ${uploadedAt.toISOString().slice(0, 10)}`;
    const { listId } = await tx.one<{ listId: number }>(sql`
      insert into lead_list (account_id, campaign_id, list_desc, list_state, uploaded_at, uploaded_by, file_name, time_zone_option,
        dial_priority, leads_supplied, leads_inserted)
      values (${accountId}, ${one.campaignId}, ${name}, ${one.list.pausedDaysAgo === undefined ? "ACTIVE" : "PAUSED"}, ${uploadedAt},
        'manager@example.com', ${`${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.csv`}, 'ZIPCODE',
        ${one.list.immediate ? "IMMEDIATE" : "NORMAL"}, ${one.list.leads}, ${one.list.leads})
      returning list_id as "listId"
    `);
    targets.push({ ...one, listId });
  }
  return targets;
}

function draftLead(
  { now, accountZone, random }: DemoSetting,
  target: Target,
  leadId: number,
  index: number,
  numbers: { phone: string; state: string }[],
): Draft {
  const { campaign, list, preview, agentIds } = target;
  const person = personAt(numbers.pop() as { phone: string; state: string }, index + 1, random);
  const others = random.percent(12) ? [numbers.pop() as { phone: string }] : [];
  const phones = [person.phone, ...others.map(({ phone }) => phone)];
  const loadedAt = now.getTime() - list.daysAgo * day;
  const until = now.getTime() - (campaign.ended ?? list.pausedDaysAgo ?? 0) * day;
  const windows = target.windows(person.zone);
  const toDial = { phones, windows, loadedAt, until, campaign, preview, agentIds, accountZone, now };
  return {
    leadId,
    phone: person.phone,
    externId: `CRM-${100_001 + index}`,
    dialed: simulateDialing(toDial, random),
    target,
    person,
    phones,
    loadedAt,
    auxiliary: campaign.auxiliary(random),
  };
}

const iso = (moment: number) => new Date(moment).toISOString();

function leadRow({ accountId, accountZone }: DemoSetting, one: Draft, zones: Map<string, number>): Row {
  const { target, dialed } = one;
  const last = dialed.passes.at(-1);
  return {
    account_id: accountId,
    lead_id: one.leadId,
    campaign_id: target.campaignId,
    list_id: target.listId,
    next_dial_time: iso(dialed.nextDialTime),
    state_at: iso(dialed.stateAt),
    last_pass_at: last ? iso(last.endedAt) : null,
    callback_at: dialed.callbackAt === null ? null : iso(dialed.callbackAt),
    callback_agent_id: dialed.callbackAgentId,
    last_agent_id: last?.agentId ?? null,
    lead_state: dialed.state,
    last_system_disposition: last?.systemDisposition ?? null,
    pass_count: dialed.passes.length,
    daily_pass_count: last ? passesOfDay(dialed.passes, last.endedAt, accountZone) : 0,
    daily_pass_on: last ? dayOf(last.endedAt, accountZone) : null,
    dial_count: dialed.passes.length,
    lead_priority: 999,
    time_zone_id: zones.get(one.person.zone),
    suppressed: false,
    immediate: target.list.immediate ?? false,
    last_agent_disposition: last?.agentDisposition ?? null,
  };
}

function contactRow(accountId: number, { leadId, person, externId, auxiliary, loadedAt }: Draft): Row {
  return {
    account_id: accountId,
    lead_id: leadId,
    phone: person.phone,
    extern_id: externId,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email,
    address1: person.address1,
    city: person.city,
    state: person.state,
    zip: person.zip,
    country_id: "USA",
    ...Object.fromEntries(auxiliary.map((text, i) => [`aux_data${i + 1}`, text])),
    loaded_at: iso(loadedAt),
    unique_in_campaign: false,
  };
}

/** Inserts the passes of all leads in the order they ended, so that ids rise with time. */
async function makePasses(tx: Tx, accountId: number, drafts: readonly Draft[]): Promise<void> {
  const passes = drafts.flatMap(({ leadId, target, dialed }) =>
    dialed.passes.map((pass, i) => ({ ...pass, leadId, campaignId: target.campaignId, number: i + 1 })),
  );
  passes.sort((a, b) => a.endedAt - b.endedAt);
  const rows = passes.map((pass, i) => ({
    account_id: accountId,
    lead_id: pass.leadId,
    campaign_id: pass.campaignId,
    pass_number: pass.number,
    passed_at: iso(pass.endedAt),
    system_disposition: pass.systemDisposition,
    agent_disposition: pass.agentDisposition,
    agent_id: pass.agentId,
    agent_notes: pass.notes,
    phone: pass.phone,
    uii: `${iso(pass.begunAt).replace(/\D/g, "")}${String(i).padStart(13, "0")}`,
    call_start: iso(pass.begunAt),
    duration_seconds: pass.talkSeconds,
    dial_duration_seconds: pass.ringSeconds,
  }));
  await insertRows(tx, "pass", rows);
}
