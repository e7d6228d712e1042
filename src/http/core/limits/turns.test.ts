import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

const patient = new AbortController().signal;
const settled = async (turn: Promise<unknown>) =>
  await Promise.race([turn.then(() => "running"), new Promise((resolve) => setImmediate(() => resolve("waiting")))]);

test("requests above the limit wait, and begin in the order they came", async () => {
  const turns = new Turns(2);
  const take = () => turns.take(1, "searches", patient);
  const [first, second] = [await take(), await take()];
  const [third, fourth] = [take(), take()];
  expect(await settled(third)).toBe("waiting");
  first();
  expect(await settled(third)).toBe("running");
  expect(await settled(fourth)).toBe("waiting");
  // Ending a turn twice must not let two requests in.
  first();
  expect(await settled(fourth)).toBe("waiting");
  second();
  expect(await settled(fourth)).toBe("running");
});

test("accounts, and the kinds of one account, do not wait for each other", async () => {
  const turns = new Turns(1);
  await turns.take(1, "searches", patient);
  expect(await settled(turns.take(2, "searches", patient))).toBe("running");
  expect(await settled(turns.take(1, "loads", patient))).toBe("running");
});

test("a request whose client disconnects leaves the line", async () => {
  const turns = new Turns(1);
  const end = await turns.take(1, "loads", patient);
  const client = new AbortController();
  const gone = turns.take(1, "loads", client.signal);
  const next = turns.take(1, "loads", patient);
  client.abort();
  await expect(gone).rejects.toThrow("aborted");
  await expect(turns.take(1, "loads", client.signal)).rejects.toThrow("aborted");
  end();
  expect(await settled(next)).toBe("running");
});

test("refuses when a hundred are waiting", async () => {
  const turns = new Turns(1);
  const end = await turns.take(7, "searches", patient);
  for (let i = 0; i < 100; i++) void turns.take(7, "searches", patient);
  await expect(turns.take(7, "searches", patient)).rejects.toThrow(
    "Account 7 has 1 searches running and 100 more waiting. Try again in 5 seconds.",
  );
  end();
  expect(await settled(turns.take(7, "searches", patient))).toBe("waiting");
});
