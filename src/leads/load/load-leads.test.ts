import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "../../../test/support/database.ts";
import { addAccount, addAgent, addCampaign, addList, type TestCampaign } from "../../../test/support/leads.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { readLeads } from "../lead-row.ts";
import type { Load } from "./load.ts";
import { loadLeads } from "./load-leads.ts";

let db: Awaited<ReturnType<typeof testDatabase>>["db"];
let drop: () => Promise<void>;
let place: TestCampaign;
const now = new Date("2026-07-24T16:00:00Z");
const caller = { userId: 1, name: "ann@example.com" };

beforeAll(async () => {
  ({ db, drop } = await testDatabase());
  place = await addCampaign(db, await addAccount(db));
});
afterAll(() => drop());

let serial = 0;
/** A number no other test uses: each exchange has 10,000. */
const phone = () => `+1312555${String(serial++).padStart(4, "0")}`;
const phones = (count: number) => Array.from({ length: count }, phone);

function load(rows: readonly unknown[], options: Partial<Load> = {}) {
  return loadLeads(db, { accountId: place.accountId, campaignId: place.campaignId, rows, caller, now, ...options });
}
const inList = (listId: number | null) =>
  readLeads(db, sql`lead.account_id = ${place.accountId} and lead.list_id = ${listId}`, 100_000);
const count = async (from: Sql) =>
  (await db.one<{ count: number }>(sql`select count(*)::int as count from ${from}`)).count;
const reasons = ({ results }: Awaited<ReturnType<typeof load>>) =>
  results.map((result) => ("leadId" in result ? "loaded" : result.reason));

describe("a load", () => {
  test("returns the ids of the leads in the order of its rows, and they can be read at once", async () => {
    const numbers = phones(3);
    const result = await load(
      numbers.map((leadPhone, i) => ({ leadPhone, externId: `first-${i}`, firstName: `F${i}` })),
      { description: "Monday" },
    );
    expect(result).toMatchObject({
      supplied: 3,
      accepted: 3,
      inserted: 3,
      duplicates: 0,
      dncRemoved: 0,
      listState: "ACTIVE",
    });
    const leads = await inList(result.listId);
    expect(result.results).toEqual(leads.map(({ lead_id }, i) => ({ row: i + 1, leadId: lead_id })));
    expect(leads.map((lead) => lead.phone)).toEqual(numbers);
    expect(leads[1]).toMatchObject({
      extern_id: "first-1",
      first_name: "F1",
      list_desc: "Monday",
      uploaded_by: "ann@example.com",
      lead_state: "READY",
      next_dial_time: now,
      loaded_at: now,
      state_at: now,
      pass_count: 0,
      max_passes: null,
      lead_priority: 999,
      immediate: false,
      suppressed: false,
      country_id: "USA",
      time_zone: "America/New_York",
      extended: null,
    });
  });

  test("stores every field of a row and all its phones", async () => {
    const [first, second, third] = phones(3);
    const { listId } = await load(
      [
        {
          leadPhone: `${first}|${second}`,
          auxPhone: third,
          externId: 7,
          middleName: "M",
          zip: null,
          auxData1: 30,
          maxPasses: 4,
          leadPasses: 2,
          leadPriority: 5,
          leadState: "DO_NOT_CALL",
          suppressed: true,
          nextDialTime: "2026-08-01T00:00:00.000+0000",
          extendedLeadData: { score: 1.5, vip: true, none: null, deep: { a: [1] } },
        },
      ],
      { dialPriority: "IMMEDIATE" },
    );
    expect((await inList(listId))[0]).toMatchObject({
      phone: first,
      more_phones: [second],
      aux_phone: third,
      extern_id: "7",
      mid_name: "M",
      zip: null,
      aux_data1: "30",
      max_passes: 4,
      pass_count: 2,
      lead_priority: 5,
      lead_state: "DO-NOT-CALL",
      suppressed: true,
      immediate: true,
      next_dial_time: new Date("2026-08-01T00:00:00Z"),
      extended: { score: 1.5, vip: true, none: null, deep: { a: [1] } },
    });
  });

  test("stores texts that look like code unchanged", async () => {
    const texts = [
      "'; drop table lead; --",
      "Robert\\'); delete from contact where ('1'='1",
      "\\N",
      "a\tb\r\nc\u0007\u001b[0m",
      '{"a":"\\u0000"}',
      "=cmd|' /C calc'!A0",
      "<script>alert(1)</script>",
      "$1 {x} %s",
      "\u{1f600}\u202e\u00a0\ufeff",
      "x".repeat(4000),
    ];
    const rows = texts.map((text) => ({
      leadPhone: phone(),
      firstName: text,
      extendedLeadData: JSON.parse(`{"__proto__": ${JSON.stringify(text)}, "constructor": 1}`),
    }));
    const { listId } = await load(rows, { description: texts[0] });
    const leads = await inList(listId);
    expect(leads.map((lead) => lead.first_name)).toEqual(texts);
    expect(
      leads.map((lead) => Object.entries(lead.extended ?? {}).find(([name]) => name === "__proto__")?.[1]),
    ).toEqual(texts);
    expect(leads[0]?.list_desc).toBe(texts[0]);
  });

  test("leaves out rows that cannot be loaded, each with its reason, and loads the others", async () => {
    const result = await load([
      { leadPhone: phone() },
      { leadPhone: "none" },
      {},
      null,
      "text",
      [phone()],
      { leadPhone: phone(), leadState: "ACTIVE" },
      { leadPhone: phone(), firstName: "a\0" },
      { leadPhone: phone() },
    ]);
    expect(reasons(result)).toEqual(["loaded", ...Array(7).fill("INVALID"), "loaded"]);
    expect(result).toMatchObject({ supplied: 9, accepted: 2, inserted: 2 });
    expect(result.results[1]).toEqual({
      row: 2,
      rejected: 'leadPhone is "none"; it takes a phone number such as 4155550100 or +14155550100.',
      reason: "INVALID",
    });
    expect(result.results[3]).toMatchObject({ rejected: "row is null; it takes an object of fields." });
    expect(await inList(result.listId)).toHaveLength(2);
  });

  test("warns about a number that it left out of a row", async () => {
    const result = await load([{ leadPhone: `${phone()}|junk` }]);
    expect(result.results[0]).toMatchObject({ warnings: [expect.stringContaining('"junk"')] });
  });

  test("creates no list if no row can be loaded", async () => {
    const lists = await count(sql`lead_list`);
    const result = await load([{ leadPhone: "none" }]);
    expect(result).toMatchObject({ listId: null, inserted: 0 });
    expect(await count(sql`lead_list`)).toBe(lists);
  });

  test("goes into an existing list of the campaign, and counts there", async () => {
    const listId = await addList(db, place.accountId, place.campaignId);
    await load([{ leadPhone: phone() }, { leadPhone: "none" }], { listId });
    const result = await load([{ leadPhone: phone() }], { listId });
    expect(result.listId).toBe(listId);
    expect(await inList(listId)).toHaveLength(2);
    expect(
      await db.one(
        sql`select leads_supplied, leads_inserted from lead_list where account_id = ${place.accountId} and list_id = ${listId}`,
      ),
    ).toEqual({ leads_supplied: 3, leads_inserted: 2 });
  });

  test("stores its options on the list, in the words of the request", async () => {
    const { listId } = await load([{ leadPhone: phone() }], {
      listState: "PAUSED",
      dialPriority: "IMMEDIATE",
      duplicateHandling: "REMOVE_FROM_LIST",
      timeZoneOption: "NPA_NXX",
      archiveAt: "2026-08-01 00:00",
    });
    expect(
      await db.one(sql`
        select list_state, dial_priority, duplicate_handling, time_zone_option, archive_at, uploaded_at from lead_list
        where account_id = ${place.accountId} and list_id = ${listId}
      `),
    ).toEqual({
      list_state: "PAUSED",
      dial_priority: "IMMEDIATE",
      duplicate_handling: "REMOVE_FROM_LIST",
      time_zone_option: "NPA_NXX",
      archive_at: new Date("2026-08-01T04:00:00Z"),
      uploaded_at: now,
    });
  });

  test.each<[string, readonly unknown[], () => Partial<Load>, string, string]>([
    ["no rows", [], () => ({}), "NO_LEADS", "uploadLeads is empty; it takes 1 to 50000 leads."],
    ["too many rows", Array(50_001).fill({}), () => ({}), "TOO_MANY_LEADS", "uploadLeads has 50001 leads"],
    ["an unknown campaign", [{}], () => ({ campaignId: 999_999 }), "NOT_FOUND", "There is no campaign 999999"],
    ["another dial group", [{}], () => ({ dialGroupId: 999_999 }), "NOT_FOUND", "There is no campaign"],
    ["an unknown list", [{}], () => ({ listId: 999_999 }), "NOT_FOUND", "999999"],
    [
      "a foreign country",
      [{}],
      () => ({ numberOriginCountry: "Narnia" }),
      "INVALID_FIELD",
      'numberOriginCountry is "Narnia"',
    ],
    ["no date", [{}], () => ({ archiveAt: "soon" }), "INVALID_FIELD", 'scheduleArchiveDts is "soon"'],
    [
      "an unknown tag",
      [{ leadPhone: "4155550100" }],
      () => ({ dncTags: ["nobody's"] }),
      "INVALID_FIELD",
      `dncTags is "nobody's"`,
    ],
    ["a bad tag", [{ leadPhone: "4155550100" }], () => ({ dncTags: ["\0"] }), "INVALID_FIELD", "dncTags.0 is"],
    [
      "a bad description",
      [{ leadPhone: "4155550100" }],
      () => ({ description: "\0" }),
      "INVALID_FIELD",
      "description is",
    ],
  ])("is refused with %s", async (_, rows, options, code, message) => {
    const before = await count(sql`lead`);
    await expect(load(rows, options())).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(await count(sql`lead`)).toBe(before);
  });

  test("finds neither campaigns nor lists of another account", async () => {
    const other = await addCampaign(db, await addAccount(db));
    await expect(load([{ leadPhone: phone() }], { campaignId: other.campaignId })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(load([{ leadPhone: phone() }], { listId: other.listId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("loads 50,000 rows", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => ({
      leadPhone: `+1212${200 + Math.floor(i / 10_000)}${String(i % 10_000).padStart(4, "0")}`,
      externId: `big-${i}`,
      zip: "60601",
      extendedLeadData: { i },
    }));
    const result = await load(rows, { timeZoneOption: "NPA_NXX", duplicateHandling: "REMOVE_ALL_EXISTING" });
    expect(result).toMatchObject({ supplied: 50_000, inserted: 50_000 });
    expect(await count(sql`contact where unique_in_campaign and extern_id like 'big-%'`)).toBe(50_000);
    const again = await load(rows.slice(0, 20_000), { duplicateHandling: "REMOVE_ALL_EXISTING" });
    expect(again).toMatchObject({ inserted: 0, duplicates: 20_000, listId: null });
  }, 60_000);
});

describe("duplicates", () => {
  test("are all kept by RETAIN_ALL", async () => {
    const leadPhone = phone();
    expect(await load([{ leadPhone }, { leadPhone }])).toMatchObject({ inserted: 2, duplicates: 0 });
  });

  test("within the upload are dropped by REMOVE_FROM_LIST, however they are written", async () => {
    const leadPhone = phone();
    await load([{ leadPhone }], { duplicateHandling: "REMOVE_ALL_EXISTING" });
    const result = await load([{ leadPhone }, { leadPhone: phone() }, { leadPhone: leadPhone.slice(2) }], {
      duplicateHandling: "REMOVE_FROM_LIST",
    });
    expect(reasons(result)).toEqual(["loaded", "loaded", "DUPLICATE"]);
    expect(result.results[2]).toMatchObject({
      rejected: "leadPhone is the same as in row 1, and REMOVE_FROM_LIST keeps only the first.",
    });
  });

  test("of leads loaded earlier with that option are dropped by REMOVE_ALL_EXISTING, which names the existing lead", async () => {
    const [a, b, c] = phones(3);
    const first = await load([{ leadPhone: a }], { duplicateHandling: "REMOVE_ALL_EXISTING" });
    await load([{ leadPhone: b }]);
    await load([{ leadPhone: `${phone()}|${c}` }], { duplicateHandling: "REMOVE_ALL_EXISTING" });
    const result = await load([{ leadPhone: a }, { leadPhone: b }, { leadPhone: b }, { leadPhone: c }], {
      duplicateHandling: "REMOVE_ALL_EXISTING",
    });
    expect(reasons(result)).toEqual(["DUPLICATE", "loaded", "DUPLICATE", "loaded"]);
    expect(result.results[0]).toMatchObject({ existingLeadId: (first.results[0] as { leadId: number }).leadId });
    expect(result.duplicates).toBe(2);
  });

  test("in another campaign do not count", async () => {
    const leadPhone = phone();
    const other = await addCampaign(db, place.accountId);
    await load([{ leadPhone }], { duplicateHandling: "REMOVE_ALL_EXISTING", campaignId: other.campaignId });
    expect(await load([{ leadPhone }], { duplicateHandling: "REMOVE_ALL_EXISTING" })).toMatchObject({ inserted: 1 });
  });

  test.each([
    ["one by one", 40, 1],
    ["by phone locks", 60, 60],
    ["by the campaign's lock", 200, 200],
    ["by both", 200, 70],
  ])(
    "of eight equal loads at once are inserted once each, %s",
    async (_, size, least) => {
      for (let round = 0; round < 3; round++) {
        const numbers = phones(size);
        const results = await Promise.all(
          Array.from({ length: 8 }, async (_unused, i) => {
            // Each in an order of its own, and half of them in several parts.
            const mine = i % 2 ? numbers : numbers.toReversed();
            const part = i % 4 < 2 || least > 1 ? Math.max(least, i % 2 ? size : least) : 25;
            let inserted = 0;
            for (let start = 0; start < size; start += part) {
              const rows = mine.slice(start, start + part).map((leadPhone) => ({ leadPhone }));
              inserted += (await load(rows, { duplicateHandling: "REMOVE_ALL_EXISTING" })).inserted;
            }
            return inserted;
          }),
        );
        expect(results.reduce((sum, inserted) => sum + inserted)).toBe(size);
        const stored = await db.query(sql`
        select phone from contact where account_id = ${place.accountId} and phone = any (${numbers}::text[])
      `);
        expect(stored).toHaveLength(size);
      }
    },
    60_000,
  );
});

describe("zones", () => {
  test.each<[Load["timeZoneOption"], object, string]>([
    ["NPA_NXX", {}, "America/Chicago"],
    ["ZIPCODE", { zip: "85001" }, "America/Phoenix"],
    ["EXPLICIT", { leadTimezone: "PDT" }, "America/Los_Angeles"],
    ["COUNTRY", { countryId: "GBR", leadPhone: "+442071838750" }, "Europe/London"],
    ["COUNTRY", { leadPhone: "+61491570156" }, "Australia/Sydney"],
    ["NOT_APPLICABLE", { zip: "85001", leadTimezone: "PDT" }, "America/New_York"],
  ])("%s of %j is stored as %s", async (timeZoneOption, row, zone) => {
    const { listId } = await load([{ leadPhone: phone(), ...row }], { timeZoneOption });
    expect((await inList(listId))[0]?.time_zone).toBe(zone);
  });

  test("that do not exist reject only their row", async () => {
    const result = await load(
      [
        { leadPhone: phone(), leadTimezone: "Mars" },
        { leadPhone: phone(), leadTimezone: "CST" },
      ],
      { timeZoneOption: "EXPLICIT" },
    );
    expect(reasons(result)).toEqual(["INVALID", "loaded"]);
    expect(result.results[0]).toMatchObject({ rejected: expect.stringContaining('leadTimezone is "Mars"') });
  });

  test("that are new are inserted once by concurrent loads", async () => {
    const zones = ["Asia/Tokyo", "Asia/Seoul", "Europe/Oslo", "Africa/Cairo"];
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        load(
          (i % 2 ? zones : zones.toReversed()).map((leadTimezone) => ({ leadPhone: phone(), leadTimezone })),
          { timeZoneOption: "EXPLICIT" },
        ),
      ),
    );
    expect(await count(sql`time_zone where name = any (${zones}::text[])`)).toBe(4);
  });
});

describe("the do-not-call list", () => {
  const listed = { all: phone(), tagged: phone(), otherTag: phone(), expired: phone(), free: phone() };
  const rows = [
    { leadPhone: listed.all },
    { leadPhone: listed.tagged },
    { leadPhone: listed.otherTag },
    { leadPhone: listed.expired },
    { leadPhone: listed.free },
    { leadPhone: listed.free, externId: "listed-id" },
    { leadPhone: listed.free, externId: "listed-with-phone" },
  ];

  beforeAll(async () => {
    await db.execute(sql`
      with tag as (
        insert into dnc_tag (account_id, tag_label) values (${place.accountId}, 'Internal'), (${place.accountId}, 'Other')
        returning dnc_tag_id, tag_label
      )
      insert into dnc_entry (account_id, phone, extern_id, dnc_tag_id, added_by, added_at, expires_at)
      select ${place.accountId}, phone, extern_id, coalesce((select dnc_tag_id from tag where tag_label = label), 0), 'test', ${now}, expires_at
      from (values
        (${listed.all}, null, null, null::timestamptz),
        (${listed.tagged}, null, 'Internal', null),
        (${listed.otherTag}, null, 'Other', null),
        (${listed.expired}, null, null, ${new Date("2026-07-01T00:00:00Z")}),
        (null, 'listed-id', null, null),
        (${phone()}, 'listed-with-phone', null, null)
      ) as entry (phone, extern_id, label, expires_at)
    `);
  });

  test("drops rows whose phone or external id has an entry without a tag", async () => {
    const result = await load(rows);
    expect(reasons(result)).toEqual(["DNC", "loaded", "loaded", "loaded", "loaded", "DNC", "DNC"]);
    expect(result.dncRemoved).toBe(3);
    expect(
      await db.one(
        sql`select leads_dnc_removed, leads_inserted from lead_list where account_id = ${place.accountId} and list_id = ${result.listId}`,
      ),
    ).toEqual({ leads_dnc_removed: 3, leads_inserted: 4 });
  });

  test("also drops rows with entries under the tags of the load", async () => {
    expect(reasons(await load(rows, { dncTags: ["internal", ""] }))).toEqual([
      "DNC",
      "DNC",
      "loaded",
      "loaded",
      "loaded",
      "DNC",
      "DNC",
    ]);
  });

  test("of another account does not count", async () => {
    const other = await addCampaign(db, await addAccount(db));
    expect(await load(rows, { accountId: other.accountId, campaignId: other.campaignId })).toMatchObject({
      dncRemoved: 0,
      inserted: 7,
    });
  });

  test("is not checked for a campaign with DO_NOT_SCRUB", async () => {
    const { campaignId } = await addCampaign(db, place.accountId);
    await db.execute(sql`
      update campaign set settings = '{"dncScrubOption": "DO_NOT_SCRUB"}' where account_id = ${place.accountId} and campaign_id = ${campaignId}
    `);
    expect(await load(rows, { campaignId, dncTags: ["Internal"] })).toMatchObject({ dncRemoved: 0, inserted: 7 });
  });
});

test("a single lead is reserved for its agent", async () => {
  const agent = await addAgent(db, place.accountId, place.dialGroupId);
  const result = await load([{ leadPhone: phone(), reserveAgent: agent }]);
  expect(await inList(result.listId)).toMatchObject([{ reserved_agent_id: agent }]);
});

test("leads are reserved only for active agents of the dial group; others are counted and load without a reservation", async () => {
  const agent = await addAgent(db, place.accountId, place.dialGroupId);
  const inactive = await addAgent(db, place.accountId, place.dialGroupId, false);
  const elsewhere = await addAgent(db, place.accountId);
  const other = await addCampaign(db, await addAccount(db));
  const foreign = await addAgent(db, other.accountId, other.dialGroupId);
  const result = await load(
    [
      { reserveAgent: agent },
      { pendingAgentId: `${agent}` },
      { reserveAgent: inactive },
      { reserveAgent: elsewhere },
      { reserveAgent: foreign },
      { reserveAgent: "Ann" },
      { reserveAgent: "" },
      { reserveAgent: 0 },
    ].map((row) => ({ leadPhone: phone(), ...row })),
  );
  expect(result).toMatchObject({ inserted: 8, failedAgentAssignments: 4 });
  expect((await inList(result.listId)).map((lead) => lead.reserved_agent_id)).toEqual([
    agent,
    agent,
    ...Array(6).fill(null),
  ]);
});

test("a load that fails midway leaves nothing behind", async () => {
  const lists = await count(sql`lead_list`);
  const numbers = phones(2);
  await expect(
    db.transaction(async (tx) => {
      await loadLeads(
        { ...db, transaction: (run) => run(tx) },
        { ...place, rows: numbers.map((leadPhone) => ({ leadPhone })), listId: undefined, caller, now },
      );
      throw new Error("the power is gone");
    }),
  ).rejects.toThrow("the power is gone");
  expect(await count(sql`contact where phone = any (${numbers}::text[])`)).toBe(0);
  expect(await count(sql`lead_list`)).toBe(lists);
});
