import { expect, test } from "vitest";
import { preferenceOf } from "./await-action.ts";

test.each([
  ["respond-async", 0],
  ["Respond-Async", 0],
  ["return=minimal, respond-async; foo=bar", 0],
  ["respond-async, wait=10", 10_000],
  ["WAIT = 5,handling=lenient,respond-async", 5000],
  [["handling=strict", "respond-async"], 0],
])("Prefer: %s asks for an early response after %i ms", (header, wait) => {
  expect(preferenceOf(header)).toEqual({ respondAsync: true, wait });
});

test.each([undefined, "", "wait=10", "respond-asynchronously", 'note="x, respond-async"', "x=respond-async"])(
  "Prefer: %s waits for the final response",
  (header) => {
    expect(preferenceOf(header).respondAsync).toBe(false);
  },
);
