import { acceptUndo } from "../../src/leads/engine/accept-action.ts";
import { tidy } from "../support/bench-database.ts";
import { act } from "../support/bulk.ts";
import { figure } from "../support/figure.ts";
import { compare, timed } from "../support/measure.ts";
import { done } from "../support/running.ts";

export default figure({
  about: "The undo of CANCEL_LEADS of all leads of a campaign, against that action",
  rows: 1_000_000,
  rounds: 5,
  async run({ ground, rows, rounds }) {
    await using on = await ground(rows);
    const undos: number[] = [];
    const actions: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await tidy(on);
      let actionId = 0;
      actions.push(
        await timed(async () => {
          ({ actionId } = await act(on, "CANCEL_LEADS", on.campaignId));
        }),
      );
      await tidy(on);
      undos.push(
        await timed(async () => {
          const bench = { userId: 1, name: "bench@example.com" };
          const undo = await acceptUndo(on.db, on.accountId, bench, actionId, undefined, new Date());
          const { changed } = await done(on, undo.actionId);
          if (changed !== rows) throw new Error(`the undo put back ${changed} of ${rows} leads`);
        }),
      );
    }
    return [compare(`undo of ${rows} leads`, "its action", { atMost: 1.1 }, "ms", undos, actions)];
  },
});
