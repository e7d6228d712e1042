import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test, vi } from "vitest";
import { seededRandom } from "../../clients/seeded-random.ts";
import { addCampaign } from "../support/leads.ts";
import { type CruelProgram, cruelProgram, type Victim } from "./cruel-program.ts";
import { expectExactlyOnce, imagesOf } from "./exactly-once.ts";
import { addManyLeads } from "./many-leads.ts";

const seed = Number(process.env.FAULT_SEED ?? randomInt(1_000_000));
const random = seededRandom(seed);
let program: CruelProgram;
afterAll(() => program.stop());

/** How many of each action; some undo others. */
const kinds = {
  PAUSE_LEADS: 5,
  CANCEL_LEADS: 4,
  READY_LEADS: 5,
  RESET_LEADS: 4,
  SUPPRESS_LEADS: 3,
  UNSUPPRESS_LEADS: 2,
  "MOVE into a new list": 4,
  "MOVE without duplicates": 3,
  copy: 3,
  transition: 1,
  MANUAL_LEADS: 4,
  DELETE_LEADS: 2,
  undo: 10,
};
type Kind = keyof typeof kinds;

test(`50 actions each take effect exactly once, whatever is killed at any moment (FAULT_SEED=${seed})`, {
  timeout: 600_000,
}, async () => {
  program = await cruelProgram();
  const { db } = program;
  const accountId = 1;
  const home = await addCampaign(db, accountId);
  const target = await addCampaign(db, accountId, home.dialGroupId);
  const copies = await addCampaign(db, accountId, home.dialGroupId);
  const leads = await addManyLeads(db, home, 18_000);
  const start = await imagesOf(db, accountId);

  let count = 0;
  /** Criteria for six to nine thousand leads: a range of ids, or leads of one kind, copies included. */
  const some = () => {
    if (random.percent(40)) return { auxData1: random.pick(["a", "b", "c"]) };
    const length = random.int(6000, 9000);
    const from = random.int(0, leads.length - length);
    return { leadIds: leads.slice(from, from + length) };
  };
  const into = (campaign: number, more: object) => ({ CAMPAIGN_ID: campaign, LIST_NAME: `List ${++count}`, ...more });
  /** A request other than an undo: action, criteria, parameters. */
  const requests: Record<Exclude<Kind, "undo">, () => [string, object, object?]> = {
    PAUSE_LEADS: () => ["PAUSE_LEADS", some()],
    CANCEL_LEADS: () => ["CANCEL_LEADS", some()],
    READY_LEADS: () => ["READY_LEADS", some()],
    RESET_LEADS: () => ["RESET_LEADS", some()],
    SUPPRESS_LEADS: () => ["SUPPRESS_LEADS", some()],
    UNSUPPRESS_LEADS: () => ["UNSUPPRESS_LEADS", some()],
    "MOVE into a new list": () => ["MOVE_TO_CAMPAIGN", some(), into(target.campaignId, {})],
    "MOVE without duplicates": () => [
      "MOVE_TO_CAMPAIGN",
      some(),
      into(copies.campaignId, { DUPLICATE_ACTION_SETTING: "IGNORE" }),
    ],
    copy: () => ["MOVE_TO_CAMPAIGN", some(), into(copies.campaignId, { CREATE_COPY_SETTING: "true" })],
    transition: () => ["MOVE_TO_CAMPAIGN", some(), into(copies.campaignId, { CREATE_COPY_SETTING: "TRANSITION" })],
    MANUAL_LEADS: () => ["MANUAL_LEADS", some(), { PASS_DISPOSITION: "Spoke", REQUEUE: true, PASS_DELAY: 30 }],
    DELETE_LEADS: () => [
      "DELETE_LEADS",
      random.percent(50) ? { campaignIds: [copies.campaignId] } : { leadIds: leads.slice(-6000) },
    ],
  };

  const path = `/v1/accounts/${accountId}/lead-actions`;
  const wire = `/voice/api/v1/admin/accounts/${accountId}/campaignLeads/actions`;
  const accepted = new Set<number>();
  /** Sends a request until it is answered. Half of them do not wait for the action to end. False if refused because another was first. */
  async function send(method: string, url: string, body: object): Promise<boolean> {
    const headers = {
      "idempotency-key": `${++count}`,
      ...(random.percent(50) ? { prefer: "respond-async" } : {}),
    };
    const answer = await program.ask(method, url, body, headers);
    if (answer.status === 409) return false;
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: expect.toBeOneOf([200, 202]) });
    accepted.add(answer.body.id ?? answer.body.actionId);
    return true;
  }
  async function undoSome() {
    for (;;) {
      const { body } = await program.ask("GET", `${path}?limit=1000`);
      const undoable = (body.items as { id: number; undoable: boolean }[]).filter((action) => action.undoable);
      if (undoable.length > 0 && (await send("POST", `${path}/${random.pick(undoable).id}/undo`, {}))) return;
      await sleep(100);
    }
  }
  const running = async () => (await program.ask("GET", `${path}?status=RUNNING`)).body.items.length as number;

  const todo = random.shuffled(Object.entries(kinds).flatMap(([kind, times]) => Array<Kind>(times).fill(kind as Kind)));
  // Three clients, so that actions overlap.
  const clients = Promise.all(
    [1, 2, 3].map(async () => {
      for (let kind = todo.shift(); kind; kind = todo.shift()) {
        while ((await running()) > 3) await sleep(50);
        if (kind === "undo") await undoSome();
        else {
          const [action, criteria, params = {}] = requests[kind]();
          if (random.percent(50)) await send("POST", path, { action, criteria, params });
          else {
            await send("PUT", `${wire}?leadAction=${action}`, {
              campaignLeadSearchCriteria: criteria,
              leadActionParams: { paramMap: params },
            });
          }
        }
      }
    }),
  );
  let done = false;
  const finished = clients.finally(() => {
    done = true;
  });
  const killed: Victim[] = [];
  while (!done && killed.length < 14) {
    await Promise.race([sleep(random.int(100, 2500)), finished]);
    if (done) break;
    const victim = random.weighted({ "the program": 4, "the database": 4, "a database connection": 2, both: 1 });
    killed.push(victim);
    await program.kill(victim);
  }
  await finished;
  await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 120_000, interval: 200 });

  const { body } = await program.ask("GET", `${path}?limit=1000`);
  const actions = body.items as { id: number; action: string; status: string; matched: number }[];
  console.log(
    `FAULT_SEED=${seed}: ${actions.length} actions on ${actions.reduce((sum, { matched }) => sum + matched, 0)} leads; killed ${killed.join(", ")}`,
  );
  expect(new Set(actions.map(({ id }) => id))).toEqual(accepted);
  expect(accepted.size).toBe(50);
  expect(actions.filter(({ status }) => status !== "DONE")).toEqual([]);
  await expectExactlyOnce(db, accountId, start);
});
