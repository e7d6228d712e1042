import { acceptUndo } from "../../../src/leads/engine/accept-action.ts";
import { vacuumAndCheckpoint } from "../../support/bench-database.ts";
import { runOnCampaign } from "../../support/bulk.ts";
import { figure } from "../../support/figure.ts";
import { compare, timeMs } from "../../support/measure.ts";
import { waitForAction } from "../../support/running.ts";

export default figure({
  about: "Undoing CANCEL_LEADS of all leads of a campaign, against that action",
  rows: 1_000_000,
  rounds: 5,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const undos: number[] = [];
    const actions: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await vacuumAndCheckpoint(on);
      let actionId = 0;
      actions.push(
        await timeMs(async () => {
          ({ actionId } = await runOnCampaign(on, "CANCEL_LEADS", on.campaignId));
        }),
      );
      await vacuumAndCheckpoint(on);
      undos.push(
        await timeMs(async () => {
          const bench = { userId: 1, name: "bench@example.com" };
          const undo = await acceptUndo(on.db, on.accountId, bench, actionId, undefined, new Date());
          const { changed } = await waitForAction(on, undo.actionId);
          if (changed !== rows) throw new Error(`the undo restored ${changed} of ${rows} leads`);
        }),
      );
    }
    return [compare(`undo of ${rows} leads`, "its action", { atMost: 1.1 }, "ms", undos, actions)];
  },
});
