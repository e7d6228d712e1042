import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { seededRandomFor } from "../seeded-random.ts";
import type { Agent } from "./agents.ts";
import type { Group } from "./center.ts";
import { RecentCalls } from "./recent-calls.ts";
import { groupLine, type ScreenState, screen, summary } from "./screen.ts";

const agent = (name: string, more: Partial<Agent> = {}): Agent => ({
  agentId: 1,
  name,
  state: "IDLE",
  since: 60,
  calls: 0,
  busy: 0,
  ...more,
});

const sales: Group = {
  dialGroupId: 1,
  name: "Sales",
  mode: "PREDICTIVE",
  target: 0.03,
  agents: [agent("Dana Whitfield", { state: "TALKING", since: 3600, calls: 1, busy: 1800 }), agent("Marcus Bell")],
  dispositions: new Map(),
  ringing: new Map([[1, 3690]]),
  recent: new RecentCalls(),
  random: seededRandomFor(1),
  waitingSince: undefined,
  calls: 11,
  answered: 4,
  abandoned: 1,
  released: 0,
  lost: 0,
  problem: undefined,
};

const shown: ScreenState = {
  options: { url: "http://127.0.0.1:8080", speed: 10, seed: 7, ratio: undefined },
  groups: [sales],
  now: 3700,
  trouble: undefined,
  closing: false,
};

const drawn = (more: Partial<ScreenState> = {}, rows = 40) =>
  screen({ ...shown, ...more }, rows).map((text) => stripVTControlCharacters(text));

test("the screen lists the groups with their agents", () => {
  expect(drawn()).toEqual([
    "Simulated floor   1:01:40   http://127.0.0.1:8080   seed 7   10× speed",
    "Press Ctrl-C to close the floor.",
    "",
    "  Sales   predictive, at most 3 % abandoned",
    "  calls 11   ringing 1   answered 4 (40.0 %)   abandoned 1 (25.0 %)   occupancy 26 %",
    "    ● Dana Whitfield       talking     01:40      1 call   51 %",
    "    ○ Marcus Bell          waiting   1:00:40     0 calls    0 %",
  ]);
});

test("the screen says what keeps a floor from dialing: no leads, a refusal, an unreachable server", () => {
  expect(drawn({ groups: [{ ...sales, waitingSince: 3640 }] })).toContain("  nothing to dial for 01:00");
  expect(drawn({ groups: [{ ...sales, problem: "Agent 1 is away." }] })).toContain("  Agent 1 is away.");
  expect(drawn({ trouble: "connect ECONNREFUSED" })[1]).toBe("Server unreachable, retrying: connect ECONNREFUSED");
  expect(drawn({ closing: true })[1]).toContain("Closing");
});

test("a small terminal shows as many agents as fit and counts the rest", () => {
  const agents = Array.from({ length: 50 }, (_, i) => agent(`Agent ${i}`));
  const lines = drawn({ groups: [{ ...sales, agents }, sales] }, 24);
  expect(lines.length).toBeLessThan(24);
  expect(lines.filter((text) => text.includes("more agents"))).toEqual(["    and 45 more agents"]);
});

test("without a terminal each group is one line, and the summary adds released and lost claims", () => {
  expect(groupLine(sales, 3700)).toBe(
    "1:01:40  Sales: calls 11, ringing 1, answered 4 (40.0 %), abandoned 1 (25.0 %), occupancy 26 %",
  );
  expect(summary({ groups: [{ ...sales, mode: "PREVIEW", released: 2, lost: 1 }], now: 3700 })).toEqual([
    "1:01:40  Sales: calls 11, ringing 1, answered 4 (40.0 %), occupancy 26 %, released 2, lost 1",
  ]);
});
