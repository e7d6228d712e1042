import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { Activity, watchEventLoop } from "./activity.ts";

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test("a blocked event loop is logged with what ran meanwhile, also if it has ended since", async () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line) => lines.push(line) });
  const activity = new Activity();
  const stop = watchEventLoop(log, activity, 100);
  activity.begin("job long over")();
  await sleep(200);
  const ended = activity.begin("POST /v1/slow of account 5");
  activity.begin("GET /v1/other");
  block(400);
  ended();
  await sleep(100);
  stop();
  block(400);
  await sleep(100);
  expect(lines).toHaveLength(1);
  const { delay, during, msg } = JSON.parse(lines[0] as string);
  expect(msg).toBe("the event loop was blocked");
  expect(delay).toBeGreaterThan(200);
  expect(during.map(({ name }: { name: string }) => name)).toEqual(["GET /v1/other", "POST /v1/slow of account 5"]);
});
