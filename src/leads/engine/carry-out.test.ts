import Type from "typebox";
import { expect, test } from "vitest";
import { now, testAccount } from "../../../test/support/account.ts";
import { addLeads } from "../../../test/support/leads.ts";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { scopeOf } from "../search/scope.ts";
import { carryOut } from "./carry-out.ts";

const at = testAccount();

test("a lead that becomes eligible while its batch runs is skipped or changed, never both", async () => {
  const { db, accountId, campaign } = at;
  const [first, second] = (await addLeads(db, campaign, [{}, { lead_state: "TRANSITIONED" }])) as [number, number];
  const action = leadAction({
    name: "COUNT_READY",
    summary: "Counts leads that are ready.",
    words: { label: "Count", verb: "Count", done: "counted" },
    position: 99,
    params: Type.Object({}),
    states: ["READY"],
    stops: false,
    undoable: true,
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
  const leadIds = [first, second];
  const outcome = await db.transaction(async (tx) =>
    carryOut(
      action,
      {},
      {
        tx,
        scope: await scopeOf(tx, accountId),
        actionId: 1,
        requestedBy: "ann@example.com",
        now,
        criteria: { leadIds },
        bulk: false,
        condition: sql`lead.account_id = ${accountId} and lead.lead_id = any (${leadIds}::bigint[])`,
        leadIds,
      },
    ),
  );
  expect(outcome).toMatchObject({ changed: 1, skipped: [{ reason: "in state TRANSITIONED", count: 1 }] });
});
