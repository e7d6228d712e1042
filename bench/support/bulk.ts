import { type Sql, sql } from "../../src/db/sql.ts";
import { type BenchDatabase, tidy } from "./bench-database.ts";
import { type Comparison, compare, type Goal, inTurn, timed } from "./measure.ts";
import { makeBare, makeTextbook, updateBare, updateTextbook } from "./textbook.ts";

/** An action on all leads of a campaign beside the bare update of a textbook table. */
export interface Step {
  action: string;
  params?: object;
  campaignId: number;
  set: Sql;
  goal: Goal;
  /** Where it is also compared with the same update of the program's own table, in one statement and without the program. */
  bareGoal?: Goal;
}

/** Runs an action over HTTP on all leads of a campaign, and returns once it is done. */
export async function act(
  { program, accountId, rows }: BenchDatabase,
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
export async function againstTextbook(ground: BenchDatabase, rounds: number, steps: Step[]): Promise<Comparison[]> {
  await makeTextbook(ground);
  if (steps.some(({ bareGoal }) => bareGoal)) await makeBare(ground);
  const times = steps.map(() => ({ measured: [] as number[], compared: [] as number[], bare: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { action, params, campaignId, set, bareGoal }] of steps.entries()) {
      await tidy(ground, "textbook", ...(bareGoal ? ["bare"] : []));
      const [[measured], [compared]] = await inTurn(
        1,
        () => timed(() => act(ground, action, campaignId, params)),
        () => timed(() => updateTextbook(ground, campaignId, set)),
      );
      times[i]?.measured.push(measured as number);
      times[i]?.compared.push(compared as number);
      if (bareGoal) times[i]?.bare.push(await timed(() => updateBare(ground, campaignId, set)));
    }
    await ground.db.execute(sql`truncate lead_journal, journal_batch`);
  }
  return steps.flatMap(({ action, goal, bareGoal }, i) => {
    const { measured = [], compared = [], bare = [] } = times[i] ?? {};
    const what = `${action} of ${ground.rows} leads`;
    return [
      compare(what, "textbook", goal, "ms", measured, compared),
      ...(bareGoal ? [compare(what, "bare", bareGoal, "ms", measured, bare)] : []),
    ];
  });
}
