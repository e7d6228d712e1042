import { expect, test } from "vitest";
import { sharedAnswer } from "./shared-answer.ts";

test("concurrent callers with the same question share one answer; other questions and later callers get their own", async () => {
  const context = {};
  let made = 0;
  const pending: PromiseWithResolvers<number>[] = [];
  const answer = () => {
    const next = Promise.withResolvers<number>();
    pending[made++] = next;
    return next.promise;
  };
  const ask = (question = "how many", whose: object = context) => sharedAnswer(whose, question, answer);
  const all = [ask(), ask(), ask("who"), ask("how many", {})];
  expect(made).toBe(3);
  for (const [i, next] of pending.entries()) next.resolve(i);
  expect(await Promise.all(all)).toEqual([0, 0, 1, 2]);
  const later = ask();
  expect(made).toBe(4);
  pending[3]?.reject(new Error("away"));
  await expect(later).rejects.toThrow("away");
  const again = ask();
  pending[4]?.resolve(4);
  expect(await again).toBe(4);
});
