import { afterEach, expect, test } from "vitest";
import { followDatabaseClock } from "./database-clock.ts";

// A database whose clock is some milliseconds ahead of ours, and a log that records its entries.
function watched(ahead: number) {
  const skew = { ahead, wall: 0 };
  const said: string[] = [];
  const db = { one: async <Row>() => ({ at: Date.now() + skew.ahead }) as Row };
  const log = {
    warn: ({ seconds }: { seconds: number }) => void said.push(`differs by ${Math.round(seconds)}`),
    info: () => void said.push("agrees"),
    debug: () => undefined,
  };
  return { skew, said, begin: () => followDatabaseClock(db, log as never, () => Date.now() + skew.wall) };
}

const begun: { stop(): Promise<void> }[] = [];
afterEach(() => Promise.all(begun.splice(0).map((clock) => clock.stop())));

test("the clock follows the database's, even after the database's or this machine's clock is set", async () => {
  const { skew, begin } = watched(3_600_000);
  const clock = await begin();
  begun.push(clock);
  const behind = () => Date.now() + skew.ahead - clock.now().getTime();
  expect(Math.abs(behind())).toBeLessThan(50);
  skew.ahead = -7000;
  await clock.measure();
  expect(Math.abs(behind())).toBeLessThan(50);
});

test("a difference of more than two seconds is logged once per change, and so is its end", async () => {
  const { skew, said, begin } = watched(1500);
  const clock = await begin();
  begun.push(clock);
  await clock.measure();
  expect(said).toEqual([]);
  for (const ahead of [10_000, 10_500, 9600, -30_000, -30_000, 300, 200]) {
    skew.ahead = ahead;
    await clock.measure();
  }
  expect(said).toEqual(["differs by 10", "differs by -30", "agrees"]);
});

test("changes within the measuring error are ignored, so the clock never runs backwards because of them", async () => {
  const { skew, begin } = watched(0);
  const clock = await begin();
  begun.push(clock);
  const before = clock.now().getTime();
  skew.ahead = -3;
  await clock.measure();
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
});
