import Type from "typebox";
import { expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { type LeadAction, leadAction } from "../action.ts";
import { scopeOf } from "../search/scope.ts";
import { carryOut } from "./carry-out.ts";

const at = testAccount();

const base = {
  summary: "Tries something.",
  words: { label: "Try", verb: "Try", done: "tried" },
  position: 99,
  params: Type.Object({}),
  states: ["READY"] as const,
  stops: false,
  undoable: true as const,
};

/** Carries out an action on one batch. */
const carryOutOn = (action: LeadAction, leadIds: number[]) =>
  at.db.transaction(async (tx) =>
    carryOut(
      action,
      {},
      {
        tx,
        scope: await scopeOf(tx, at.accountId),
        actionId: 1,
        requestedBy: "ann@example.com",
        now,
        criteria: { leadIds },
        bulk: false,
        condition: sql`lead.account_id = ${at.accountId} and lead.lead_id = any (${leadIds}::bigint[])`,
        leadIds,
      },
    ),
  );

test("an action that sets a column the journal does not keep fails, and changes nothing", async () => {
  const [leadId] = (await addLeads(at.db, at.campaign, [{}])) as [number];
  const set = { suppressed: true, lead_priority: 5 };
  const action = leadAction({ ...base, name: "SET_PRIORITY", plan: () => ({ set }) });
  await expect(carryOutOn(action, [leadId])).rejects.toThrow("An action sets lead_priority");
  expect(await at.db.one(sql`select suppressed from lead where lead_id = ${leadId}`)).toEqual({ suppressed: false });
});

test("a lead that becomes eligible while its batch runs is skipped or changed, never both", async () => {
  const { db, accountId, campaign } = at;
  const [first, second] = (await addLeads(db, campaign, [{}, { lead_state: "TRANSITIONED" }])) as [number, number];
  const action = leadAction({
    ...base,
    name: "COUNT_READY",
    plan: (_settled, { tx }) => ({
      async perform(eligible) {
        await db.execute(
          sql`update lead set lead_state = 'READY' where account_id = ${accountId} and lead_id = ${second}`,
        );
        const { changed } = await tx.one<{ changed: number }>(
          sql`select count(*) as changed from lead where ${eligible}`,
        );
        return { changed };
      },
    }),
  });
  const outcome = await carryOutOn(action, [first, second]);
  expect(outcome).toMatchObject({ changed: 1, skipped: [{ reason: "in state TRANSITIONED", count: 1 }] });
});
