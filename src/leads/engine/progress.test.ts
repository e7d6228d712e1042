import { expect, test, vi } from "vitest";
import { testContext } from "../../../test/support/context.ts";
import { addAccount, addCampaign, addLeads } from "../../../test/support/leads.ts";
import { connect } from "../../db/database.ts";
import { sql } from "../../db/sql.ts";
import { findAction } from "../catalogue.ts";
import { scopeOf } from "../search/scope.ts";
import { acceptAction } from "./accept-action.ts";
import { followAction } from "./progress.ts";
import { cancelAction } from "./work-on-action.ts";

test("following an action continues after the connection is lost in the middle of a read", async () => {
  const home = await testContext();
  const { context, url } = home;
  const { db, notifications } = context;
  const looking = connect(url, () => undefined, 1);
  const campaign = await addCampaign(db, await addAccount(db));
  await addLeads(db, campaign, [{}]);
  // The action stays RUNNING, since no jobs run here.
  const { accountId, actionId } = await acceptAction(
    db,
    await scopeOf(db, campaign.accountId),
    { userId: 1, name: "ann@example.com" },
    {
      action: findAction("PAUSE_LEADS"),
      criteria: { campaignIds: [campaign.campaignId] },
      params: {},
      allLeads: false,
      inline: 0,
    },
    context.clock(),
  );
  const steps = followAction({ db: looking, notifications }, accountId, actionId, new AbortController().signal, 0);
  const next = async () => ((await steps.next()).value as { status: string } | undefined)?.status;
  expect(await next()).toBe("RUNNING");

  const locking = await db.pool.connect();
  await locking.query("begin");
  await locking.query("lock table lead_action in access exclusive mode");
  const second = next();
  const waiting = async (other?: number) => {
    const found = await db.query<{ pid: number }>(sql`
      select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    `);
    expect(found).toHaveLength(1);
    expect(found[0]?.pid).not.toBe(other);
    return found[0]?.pid;
  };
  const until = <T>(what: () => Promise<T>) => vi.waitFor(what, { timeout: 20_000, interval: 20 });
  await db.query(sql`select pg_notify('lead_action', ${`${accountId}/${actionId}`})`);
  const pid = await until(() => waiting());
  await db.query(sql`select pg_terminate_backend(${pid}::int)`);
  await until(() => waiting(pid));
  await locking.query("rollback");
  locking.release();
  expect(await second).toBe("RUNNING");

  await cancelAction(db, { userId: 1, name: "ann@example.com" }, accountId, actionId);
  let last = await next();
  while (last === "RUNNING") last = await next();
  expect(last).toBe("CANCELLED");
  expect(await next()).toBeUndefined();
  await looking.close();
  await home.drop();
});
