import { findAction } from "../../../src/leads/catalogue.ts";
import { acceptAction } from "../../../src/leads/engine/accept-action.ts";
import { cancelAction } from "../../../src/leads/engine/work-on-action.ts";
import { scopeOf } from "../../../src/leads/search/scope.ts";
import type { BenchDatabase } from "../../support/bench-database.ts";
import { randomExternId } from "../../support/calls.ts";
import { figure } from "../../support/figure.ts";
import { alternate, compare, timeMs } from "../../support/measure.ts";

export default figure({
  about: "Accepting a stop of all leads, after which claims obey it, against a complete action on one lead",
  rows: 1_000_000,
  rounds: 21,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const many = async () => {
      let actionId = 0;
      const took = await timeMs(async () => {
        actionId = await accept(on, { campaignIds: [on.campaignId] });
      });
      await cancelAction(on.db, { userId: null, name: "bench" }, on.accountId, actionId);
      return took;
    };
    const one = async () => await timeMs(() => accept(on, { externIds: [randomExternId(rows)] }));
    await one();
    await many();
    const times = await alternate(rounds, many, one);
    return [compare(`accepting a stop of ${rows} leads`, "single-lead action", { atMost: 3 }, "ms", ...times)];
  },
});

async function accept({ db, accountId }: BenchDatabase, criteria: object): Promise<number> {
  const request = { action: findAction("SUPPRESS_LEADS"), criteria, params: {}, allLeads: false };
  const caller = { userId: 1, name: "bench@example.com" };
  return (await acceptAction(db, await scopeOf(db, accountId), caller, request, new Date())).actionId;
}
