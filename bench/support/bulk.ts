import { type Sql, sql } from "../../src/db/sql.ts";
import { type BenchDatabase, vacuumAndCheckpoint } from "./bench-database.ts";
import { alternate, type Comparison, compare, type Goal, timeMs } from "./measure.ts";
import { makeBare, makeTextbook, updateBare, updateTextbook } from "./textbook.ts";

/** An action on all leads of a campaign, compared with a bare update of a textbook table. */
export interface Step {
  action: string;
  params?: object;
  campaignId: number;
  set: Sql;
  goal: Goal;
  /** If set, the action is also compared with one bare update of a copy of the program's own table. */
  bareGoal?: Goal;
}

/** Runs an action over HTTP on all leads of a campaign and returns once it is done. Throws unless it changed all rows. */
export async function runOnCampaign(
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

/** Runs the steps round after round, each alternating with its textbook update. The steps together must restore the leads. */
export async function againstTextbook(on: BenchDatabase, rounds: number, steps: Step[]): Promise<Comparison[]> {
  await makeTextbook(on);
  if (steps.some(({ bareGoal }) => bareGoal)) await makeBare(on);
  const times = steps.map(() => ({ measured: [] as number[], compared: [] as number[], bare: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { action, params, campaignId, set, bareGoal }] of steps.entries()) {
      await vacuumAndCheckpoint(on, "textbook", ...(bareGoal ? ["bare"] : []));
      const [[measured], [compared]] = await alternate(
        1,
        () => timeMs(() => runOnCampaign(on, action, campaignId, params)),
        () => timeMs(() => updateTextbook(on, campaignId, set)),
      );
      times[i]?.measured.push(measured as number);
      times[i]?.compared.push(compared as number);
      if (bareGoal) times[i]?.bare.push(await timeMs(() => updateBare(on, campaignId, set)));
    }
    await on.db.execute(sql`truncate lead_journal, journal_batch`);
  }
  return steps.flatMap(({ action, goal, bareGoal }, i) => {
    const { measured = [], compared = [], bare = [] } = times[i] ?? {};
    const what = `${action} of ${on.rows} leads`;
    return [
      compare(what, "textbook", goal, "ms", measured, compared),
      ...(bareGoal ? [compare(what, "bare", bareGoal, "ms", measured, bare)] : []),
    ];
  });
}
