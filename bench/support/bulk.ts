import { type Sql, sql } from "../../src/db/sql.ts";
import { type Ground, tidy } from "./ground.ts";
import { type Comparison, compare, type Goal, inTurn, timed } from "./measure.ts";
import { makeTextbook, updateTextbook } from "./textbook.ts";

/** An action on all leads of a campaign beside the bare update of a textbook table. */
export interface Step {
  action: string;
  params?: object;
  campaignId: number;
  set: Sql;
  goal: Goal;
}

/** Runs an action over HTTP on all leads of a campaign, and returns once it is done. */
export async function act(
  { program, accountId, rows }: Ground,
  action: string,
  campaignId: number,
  params: object = {},
): Promise<{ actionId: number }> {
  const answer = await fetch(
    `${program.url}/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions?leadAction=${action}`,
    {
      method: "PUT",
      headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
      body: JSON.stringify({
        campaignLeadSearchCriteria: { campaignIds: [campaignId] },
        leadActionParams: { paramMap: params },
      }),
    },
  );
  const result = (await answer.json()) as { leadUpdateCount: number; actionId: number };
  if (result.leadUpdateCount !== rows)
    throw new Error(`${action} of ${rows} leads answered ${answer.status} ${JSON.stringify(result)}`);
  return result;
}

/** Does the steps, which bring the leads back to where they were, round after round, each in turn with its textbook update. */
export async function againstTextbook(ground: Ground, rounds: number, steps: Step[]): Promise<Comparison[]> {
  await makeTextbook(ground);
  const times = steps.map(() => ({ measured: [] as number[], compared: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { action, params, campaignId, set }] of steps.entries()) {
      await tidy(ground, "textbook");
      const [[measured], [compared]] = await inTurn(
        1,
        () => timed(() => act(ground, action, campaignId, params)),
        () => timed(() => updateTextbook(ground, campaignId, set)),
      );
      times[i]?.measured.push(measured as number);
      times[i]?.compared.push(compared as number);
    }
    await ground.db.execute(sql`truncate lead_journal, journal_batch`);
  }
  return steps.map(({ action, goal }, i) =>
    compare(
      `${action} of ${ground.rows} leads`,
      "textbook",
      goal,
      "ms",
      times[i]?.measured ?? [],
      times[i]?.compared ?? [],
    ),
  );
}
