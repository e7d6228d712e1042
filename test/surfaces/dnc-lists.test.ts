import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sql } from "../../src/db/sql.ts";
import { addCampaign, addLeads } from "../support/leads.ts";
import { type Client, type Program, startProgram } from "../support/program.ts";

let program: Program;
let other: Client & { accountId: number };
let base: string;
let dnc: string;

beforeAll(async () => {
  program = await startProgram({ clock: () => new Date("2026-07-01T12:00:00Z") });
  other = await program.as(null);
  base = `/voice/api/v1/admin/accounts/${program.accountId}`;
  dnc = `${base}/dncLists`;
});
afterAll(() => program.stop());

async function add(body: unknown) {
  const answer = await program.request("POST", dnc, body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

async function tag(dncTagLabel: string): Promise<number> {
  const answer = await program.request("POST", `${base}/dncTags`, { dncTagLabel });
  expect(answer).toMatchObject({ status: 201, body: { dncTagLabel } });
  return answer.body.dncTagId;
}

/** Distinct numbers of the USA; more than a call can have arguments. */
const manyPhones = Array.from({ length: 210_000 }, (_, i) => `212${2_000_000 + i}`);

const phones = async (query: string) =>
  (await program.request("GET", `${dnc}?${query}`)).body.map((entry: { phone: string }) => entry.phone);

describe("do-not-call entries", () => {
  test("are added as the published samples do", async () => {
    const sample = {
      dncTag: { dncTagId: 0, dncTagLabel: "GLOBAL" },
      countryCode: { id: "USA" },
      phone: "5105550100",
      reason: "Did not want to be called",
      tag: "GLOBAL",
      dncTagId: 0,
    };
    expect(await add(sample)).toMatchObject({
      ...sample,
      countryCode: { id: "USA", description: null },
      countryId: "USA",
      phoneE164: "+15105550100",
      externId: null,
      addedBy: "admin@example.com",
      addedDate: "2026-07-01T12:00:00.000+0000",
      expiryDate: null,
    });
  });

  test("can be added in bulk, with tags by label, and found by each field", async () => {
    const dncTagId = await tag("Competitors");
    const added = await add([
      { phone: "(415) 555-0101", tag: "competitors", externId: "crm-1", reason: "they asked" },
      { phone: "+61 491 570 156", dncTag: { dncTagLabel: "Competitors" }, countryId: "AUS" },
      { externId: "crm-2", dncTagId: String(dncTagId), expiryDate: "2027-01-01T00:00:00-08:00" },
    ]);
    expect(added).toMatchObject([
      { phone: "4155550101", dncTagId, tag: "Competitors" },
      { phone: "+61491570156", dncTagId, countryCode: { id: "AUS" } },
      { phone: null, externId: "crm-2", dncTagId, expiryDate: "2027-01-01T08:00:00.000+0000" },
    ]);
    expect(await phones(`dncTagId=${dncTagId}`)).toEqual(["4155550101", "+61491570156", null]);
    expect(await phones("phone=1-415-555-0101")).toEqual(["4155550101"]);
    expect(await phones("externId=crm-1")).toEqual(["4155550101"]);
    expect(await phones(`dncTagId=${dncTagId}&countryId=AUS`)).toEqual(["+61491570156"]);
    expect(await phones(`dncTagId=${dncTagId}&page=2&maxRows=2`)).toEqual([null]);
    const search = await program.request("POST", `${dnc}/advancedSearch`, {
      dncTagIds: [dncTagId],
      reason: "ASKED",
      externId: null,
    });
    expect(search.body).toMatchObject([{ phone: "4155550101" }]);
    expect(search.headers.get("x-total-count")).toBe("1");
    const one = await program.request("GET", `${dnc}/${added[2].dncEntryId}`);
    expect(one.body).toEqual(added[2]);
  });

  test("exist once per phone and tag", async () => {
    const first = await add({ phone: "4155550110", reason: "a" });
    expect(await add({ phone: "+1 415 555 0110", reason: "b" })).toEqual({ ...first, reason: "b" });
    expect(await phones("phone=4155550110")).toHaveLength(1);
  });

  test.each([
    [{ phone: "12345" }, 400, 'phone is "12345"; it takes a valid phone number'],
    [[{ phone: "4155550120" }, { phone: "call me" }], 400, "1.phone"],
    [{ reason: "nobody" }, 400, "phone is missing"],
    [{ phone: "4155550121", countryId: "ZZZ" }, 400, "countryId"],
    [{ phone: "4155550121", expiryDate: "soon" }, 400, "expiryDate"],
    [{ phone: "4155550121", dncTagId: 987654 }, 404, "DNC tag 987654"],
    [{ phone: "4155550121", tag: "Nope" }, 404, "DNC tag Nope"],
    [[], 400, "list"],
  ])("%j is refused with %i, and nothing is added", async (body, status, message) => {
    const answer = await program.request("POST", dnc, body);
    expect(answer.status).toBe(status);
    expect(answer.body.generalMessage).toContain(message);
    expect(await phones("phone=4155550120")).toEqual([]);
    expect(await phones("phone=4155550121")).toEqual([]);
  });

  test("can be uploaded as a file of numbers", async () => {
    const dncTagId = await tag("Uploaded");
    const form = new FormData();
    form.append("dncTagId", String(dncTagId));
    form.append("reason", "from a file");
    form.append("file", new Blob(['phone,name\r\n"(415) 555-0171",Ann\n4155550172\n4155550172\n123\n']), "dnc.csv");
    const answer = await program.request("POST", `${dnc}/uploadDncFile`, form);
    expect(answer).toMatchObject({
      status: 201,
      body: { supplied: 7, added: 2, rejected: ["phone", "name", "Ann", "123"] },
    });
    expect(await phones(`dncTagId=${dncTagId}&reason=file`)).toEqual(["4155550171", "4155550172"]);
    expect(await program.request("POST", `${dnc}/uploadDncFile`, { phone: "4155550173" })).toMatchObject({
      status: 415,
    });
    const empty = new FormData();
    empty.append("file", new Blob(["nothing here"]), "dnc.csv");
    expect(await program.request("POST", `${dnc}/uploadDncFile`, empty)).toMatchObject({ status: 400 });
  });

  test("a file of 210,000 numbers is loaded", async () => {
    const dncTagId = await tag("Many");
    const form = new FormData();
    form.append("dncTagId", String(dncTagId));
    form.append("file", new Blob([`phone\n${manyPhones.join("\n")}\n`]), "many.csv");
    expect(await program.request("POST", `${dnc}/uploadDncFile`, form)).toMatchObject({
      status: 201,
      body: { supplied: 210_001, added: 210_000 },
    });
  });

  test("leads are found by a list of 210,000 numbers, in a file and as JSON", async () => {
    const campaign = await addCampaign(program.db, program.accountId);
    await addLeads(program.db, campaign, [{ phone: `+1${manyPhones.at(-1)}` }]);
    const path = `${base}/campaignLeads/leadSearchByPhoneList`;
    const form = new FormData();
    form.append("file", new Blob([manyPhones.join(",")]), "many.csv");
    for (const body of [form, { phoneList: manyPhones }]) {
      const found = await program.request("POST", path, body);
      expect(found.status).toBe(200);
      expect(found.body.map((lead: { leadPhone: string }) => lead.leadPhone)).toEqual([manyPhones.at(-1)]);
    }
  });

  test("can be deleted by id, phone, tag, tag and country, and tag and phone", async () => {
    const dncTagId = await tag("Deletion");
    const numbers = ["4155550141", "4155550142", "4155550143", "4155550144"];
    const added = await add([
      ...numbers.map((phone) => ({ phone, dncTagId })),
      { phone: "4155550144" },
      { phone: "6045550145", countryId: "CAN", dncTagId },
    ]);
    const remove = async (path: string) => {
      const { status, body } = await program.request("DELETE", `${dnc}/${path}`);
      return [status, body, await phones(`dncTagId=${dncTagId}`)];
    };
    expect(await remove(String(added[0].dncEntryId))).toEqual([200, true, [...numbers.slice(1), "6045550145"]]);
    expect(await remove(`tags/${dncTagId}/phones/415-555-0142/countries/USA`)).toEqual([
      200,
      true,
      [...numbers.slice(2), "6045550145"],
    ]);
    expect(await remove(`tags/${dncTagId}/countries/CAN`)).toEqual([200, true, numbers.slice(2)]);
    expect(await remove("phones/14155550143")).toEqual([200, true, numbers.slice(3)]);
    expect(await remove(`tags/${dncTagId}`)).toEqual([200, true, []]);
    expect(await phones("phone=4155550144")).toEqual(["4155550144"]);
    expect((await remove(String(added[0].dncEntryId)))[0]).toBe(404);
    expect((await remove("phones/14155550143"))[0]).toBe(404);
    expect((await remove("tags/987654"))[0]).toBe(404);
  });

  test("and tags of another account are not found", async () => {
    const dncTagId = await tag("Ours");
    const { dncEntryId } = await add({ phone: "4155550150", dncTagId });
    const theirs = dnc.replace(/accounts\/\d+/, `accounts/${other.accountId}`);
    expect((await other.request("GET", theirs)).body).toEqual([]);
    for (const path of [`${theirs}/${dncEntryId}`, `${theirs}/phones/4155550150`, `${theirs}/tags/${dncTagId}`])
      expect(await other.request("DELETE", path)).toMatchObject({ status: 404 });
    expect(await other.request("GET", `${theirs}/${dncEntryId}`)).toMatchObject({ status: 404 });
    expect(await other.request("POST", theirs, { phone: "4155550151", dncTagId })).toMatchObject({ status: 404 });
    expect(await other.request("DELETE", `${theirs.replace("dncLists", "dncTags")}/${dncTagId}`)).toMatchObject({
      status: 404,
    });
    expect(await program.request("GET", `${dnc}/${dncEntryId}`)).toMatchObject({ status: 200 });
  });
});

test("an external id on the list bars leads whatever its case, in loads, claims, and removal", async () => {
  const campaign = await addCampaign(program.db, program.accountId);
  await program.db.execute(sql`
    update campaign set mon_sched = '00002400', tue_sched = '00002400', wed_sched = '00002400', thu_sched = '00002400'
    where campaign_id = ${campaign.campaignId}
  `);
  const v1 = `/v1/accounts/${program.accountId}`;
  await addLeads(program.db, campaign, [{ extern_id: "crm-7" }]);
  const claimed = async () =>
    (await program.request("POST", `${v1}/dialer/claims`, { campaignId: campaign.campaignId })).body.claims.length;
  const { dncEntryId } = await add({ externId: "CRM-7" });
  expect(await add({ externId: "Crm-7" })).toMatchObject({ dncEntryId });
  expect(await claimed()).toBe(0);
  const { body } = await program.request("POST", `${v1}/campaigns/${campaign.campaignId}/leads`, {
    leads: [
      { leadPhone: "4155550181", externId: "cRm-7" },
      { leadPhone: "4155550182", externId: "crm-8" },
    ],
  });
  expect(body).toMatchObject({ dncRemoved: 1, inserted: 1 });
  const found = await program.request("GET", `${v1}/dnc-entries?externId=crm-7`);
  expect(found.body.items).toMatchObject([{ dncEntryId }]);
  await program.request("DELETE", `${dnc}/${dncEntryId}`);
  expect([await claimed(), await claimed()]).toEqual([1, 1]);
});

test("tags are listed with the global one, unique, and deletable when unused", async () => {
  const dncTagId = await tag("Partners");
  const tags = `${base}/dncTags`;
  const { body } = await program.request("GET", tags);
  expect(body[0]).toEqual({ dncTagId: 0, dncTagLabel: "GLOBAL" });
  expect(body).toContainEqual({ dncTagId, dncTagLabel: "Partners" });
  expect(await program.request("POST", tags, { dncTagLabel: "PARTNERS" })).toMatchObject({ status: 409 });
  await add({ phone: "4155550160", dncTagId });
  expect(await program.request("DELETE", `${tags}/${dncTagId}`)).toMatchObject({ status: 409 });
  await program.request("DELETE", `${dnc}/tags/${dncTagId}`);
  expect(await program.request("DELETE", `${tags}/${dncTagId}`)).toMatchObject({ status: 200, body: true });
  expect(await program.request("DELETE", `${tags}/0`)).toMatchObject({ status: 409 });
});

test("states, time zones, and countries are served where clients look for them", async () => {
  const admin = "/voice/api/v1/admin";
  const states = (await program.request("GET", `${admin}/states`)).body;
  expect(states).toContainEqual({ stateId: "CA", stateCode: "CA", stateName: "California", countryId: "USA" });
  expect((await program.request("GET", `${base}/states`)).body).toEqual(states);
  expect((await program.request("GET", `${admin}/timezones`)).body).toContainEqual({
    name: "CST",
    description: "America/Chicago",
  });
  const countries = (await program.request("GET", `${base}/countries/available`)).body;
  expect(countries).toContainEqual(
    expect.objectContaining({ countryId: "USA", countryCode: "1", countryName: "United States" }),
  );
  expect(await program.client().request("GET", `${admin}/states`)).toMatchObject({ status: 401 });
});
