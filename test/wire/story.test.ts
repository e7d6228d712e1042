import { buffer } from "node:stream/consumers";
import { SDK } from "@ringcentral/sdk";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { unzipCsv } from "../support/files/unzip.ts";
import { mailServer } from "../support/mail-server.ts";
import { administrator, type RunningProgram, runProgram } from "../support/run-program.ts";

// Follows the walkthrough of RingCX's developer guide from start to end, using only what the guide says.

let program: RunningProgram;
let mails: Awaited<ReturnType<typeof mailServer>>;
let call: <T>(method: string, path: string, body?: unknown) => Promise<T>;

beforeAll(async () => {
  mails = await mailServer();
  program = await runProgram({ embedded: true, env: { SMTP_URL: mails.url } });
  call = await signedIn();
});
afterAll(async () => {
  await program.stop();
  await mails.stop();
});

/** Signs in with RingCentral's SDK and exchanges its token for the voice token that calls use. */
async function signedIn() {
  const sdk = new SDK({
    server: program.url,
    clientId: administrator.clientId,
    clientSecret: administrator.clientSecret,
  });
  await sdk.platform().login({ username: administrator.email, password: administrator.password, extension: "101" });
  const { access_token } = await sdk.platform().auth().data();
  const exchanged = await fetch(`${program.url}/api/auth/login/rc/accesstoken?includeRefresh=true`, {
    method: "POST",
    body: new URLSearchParams({ rcAccessToken: access_token as string, rcTokenType: "Bearer" }),
  });
  const { accessToken } = (await exchanged.json()) as { accessToken: string };
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${program.url}/voice/api/v1/admin/accounts/%7BaccountId%7D/${path}`, {
      method,
      headers: { Authorization: `bearer ${accessToken}`, "Content-Type": "application/json;charset=UTF-8" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.status, text).toBeLessThan(300);
    return JSON.parse(text) as T;
  };
}

interface Row {
  leadId: number;
  listId: number;
  campaignId: number;
  externId: string;
  leadPhone: string;
  leadState: string;
}

test("a client finds a campaign, loads leads, moves them to a new list of another, deletes two, and mails the rest", async () => {
  const { dialGroupId } = await call<{ dialGroupId: number }>("POST", "dialGroups", {
    dialGroupName: "Sales",
    dialMode: "PREDICTIVE",
    isActive: true,
  });
  for (const campaignName of ["Spring", "Summer"]) {
    await call("POST", `dialGroups/${dialGroupId}/campaigns`, {
      campaignName,
      isActive: 1,
      dialLoadedOrder: 2,
      passDelayMin: 30,
    });
  }

  const groups = await call<{ dialGroupId: number; dialGroupName: string }[]>("GET", "dialGroups?page=1&maxRows=50");
  const group = groups.find((one) => one.dialGroupName === "Sales")?.dialGroupId;
  const campaigns = await call<{ campaignId: number; campaignName: string }[]>("GET", `dialGroups/${group}/campaigns`);
  const [spring, summer] = ["Spring", "Summer"].map(
    (name) => campaigns.find((one) => one.campaignName === name)?.campaignId,
  );

  const loaded = await call<{ leadsSupplied: number; leadsInserted: number; rejectedRows: unknown[] }>(
    "POST",
    `campaigns/${spring}/leadLoader/direct`,
    {
      description: "Web leads",
      dialPriority: "NORMAL",
      duplicateHandling: "REMOVE_FROM_LIST",
      listState: "ACTIVE",
      timeZoneOption: "NPA_NXX",
      uploadLeads: [0, 1, 2, 3, 4].map((n) => ({
        externId: n,
        leadPhone: `415555010${n}`,
        firstName: n === 4 ? '=HYPERLINK("x")' : "Jon",
        lastName: `Doe, ${n}`,
        zip: null,
        auxData1: 30 + n,
      })),
    },
  );
  expect(loaded).toMatchObject({ leadsSupplied: 5, leadsInserted: 5, rejectedRows: [] });
  const [list] = await call<{ listId: number; listDesc: string }[]>(
    "GET",
    `dialGroups/${group}/campaigns/${spring}/lists`,
  );
  expect(list).toMatchObject({ listDesc: "Web leads" });

  const moved = await call<{ leadUpdateCount: number }>("PUT", "campaignLeads/actions?leadAction=MOVE_TO_CAMPAIGN", {
    campaignLeadSearchCriteria: { campaignId: spring, campaignIds: [], listIds: [list?.listId], leadStates: [] },
    leadActionParams: {
      paramMap: {
        CAMPAIGN_ID: String(summer),
        LIST_ID: "0",
        LIST_NAME: "From spring",
        CREATE_COPY_SETTING: "false",
        DUPLICATE_ACTION_SETTING: "MOVE",
      },
    },
  });
  expect(moved).toMatchObject({
    leadActionType: "MOVE_TO_CAMPAIGN",
    success: true,
    leadUpdateCount: 5,
    leadDeleteCount: 0,
  });
  const lists = await call<{ listId: number; listDesc: string }[]>(
    "GET",
    `dialGroups/${group}/campaigns/${summer}/lists`,
  );
  const target = lists.find((one) => one.listDesc === "From spring");
  const rows = await call<Row[]>("POST", "campaignLeads/leadSearch", { campaignIds: [summer] });
  expect(rows.map((row) => [row.externId, row.leadPhone, row.leadState, row.listId])).toEqual(
    [0, 1, 2, 3, 4].map((n) => [String(n), `415555010${n}`, "READY", target?.listId]),
  );
  expect(await call("POST", "campaignLeads/leadSearch", { campaignIds: [spring] })).toEqual([]);

  const deleted = await call("PUT", "campaignLeads/actions=DELETE_LEADS", {
    campaignLeadSearchCriteria: { externIds: ["1", "3"] },
    leadActionParams: { paramMap: {} },
  });
  expect(deleted).toMatchObject({ success: true, leadUpdateCount: 0, leadDeleteCount: 2 });

  const mailed = await call("PUT", "campaignLeads/actions?leadAction=EMAIL_LEADS", {
    campaignLeadSearchCriteria: { campaignId: summer },
    leadActionParams: { paramMap: { EMAIL_TO: "ann@example.com,bob@example.com" } },
  });
  expect(mailed).toMatchObject({ success: true, leadUpdateCount: 3 });
  await vi.waitFor(
    () => expect(mails.received.flatMap(({ to }) => to).sort()).toEqual(["ann@example.com", "bob@example.com"]),
    20_000,
  );

  for (const { mail } of mails.received) {
    const link = /http\S+/.exec(mail.text ?? "")?.[0] ?? "";
    const response = await fetch(link);
    expect(response.headers.get("content-type")).toBe("application/zip");
    const file = await unzipCsv(await buffer(response.body as never));
    expect(file.map((row) => [row.externId, row.leadPhone, row.firstName, row.lastName, row.auxData1])).toEqual([
      ["0", "+14155550100", "Jon", "Doe, 0", "30"],
      ["2", "+14155550102", "Jon", "Doe, 2", "32"],
      ["4", "+14155550104", '\'=HYPERLINK("x")', "Doe, 4", "34"],
    ]);
  }
}, 120_000);
