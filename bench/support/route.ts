import fastify from "fastify";
import { connect } from "../../src/db/database.ts";
import { prepared, sql } from "../../src/db/sql.ts";
import type { Criteria } from "../../src/leads/search/criteria.ts";
import { searchLeads } from "../../src/leads/search/search.ts";

// The yardstick for requests: a server that runs the program's statements and nothing else. Its argument is the database URL.
const db = connect(process.argv[2] ?? "", () => undefined);
const scope = { accountId: 1, country: "USA", timeZone: "America/New_York" };
const app = fastify();

app.put<{ Body: { campaignLeadSearchCriteria: { externIds: string[] } }; Querystring: { state: string } }>(
  "/action",
  async ({ body, query: { state } }) => {
    const { externIds } = body.campaignLeadSearchCriteria;
    const now = new Date();
    return await db.transaction(async (tx) => {
      const { action_id: actionId } = await tx.one<{ action_id: number }>(
        prepared(sql`
        insert into lead_action (account_id, action, status, criteria, params, requested_by, created_at)
        values (${scope.accountId}, 'CANCEL_LEADS', 'RUNNING', ${JSON.stringify(body.campaignLeadSearchCriteria)}, '{}', 'bench', ${now})
        returning action_id
      `),
      );
      const leads = await tx.query<{ lead_id: number }>(
        prepared(sql`
        select lead_id from lead
        where account_id = ${scope.accountId} and lead_id in (
          select lead_id from contact where account_id = ${scope.accountId} and extern_id = ${externIds[0]})
        limit 2001
      `),
      );
      const { changed } = await tx.one<{ changed: number }>(
        prepared(sql`
        with changed as (
          update lead
          set lead_state = ${state}, state_at = ${now}, callback_at = null, callback_agent_id = null
          where account_id = ${scope.accountId} and lead_id = ${leads[0]?.lead_id}
            and lead_state <> 'DO-NOT-CALL' and lead_state <> ${state}
          returning lead_id, old.lead_state as lead_state_before, new.lead_state as lead_state_after,
            old.callback_at as callback_at_before, new.callback_at as callback_at_after,
            old.callback_agent_id as callback_agent_id_before, new.callback_agent_id as callback_agent_id_after
        ), journaled as (
          insert into lead_journal (account_id, action_id, lead_id, at, lead_state_before, lead_state_after, callback_at_before,
            callback_at_after, callback_agent_id_before, callback_agent_id_after)
          select ${scope.accountId}, ${actionId}, lead_id, ${now}::timestamptz, lead_state_before, lead_state_after, callback_at_before,
            callback_at_after, callback_agent_id_before, callback_agent_id_after
          from changed
        )
        select count(*) as changed from changed
      `),
      );
      await tx.execute(
        prepared(sql`
        update lead_action set status = 'DONE', matched = ${leads.length}, changed = ${changed}, finished_at = clock_timestamp()
        where account_id = ${scope.accountId} and action_id = ${actionId}
      `),
      );
      return { actionId, changed };
    });
  },
);

app.post<{ Body: Criteria }>("/search", async ({ body }) => (await searchLeads(db, scope, body, 1, 100)).leads);

process.stdout.write(`route at ${await app.listen({ host: "127.0.0.1", port: 0 })}\n`);
process.on("SIGTERM", () => {
  void app.close().then(() => db.close());
});
