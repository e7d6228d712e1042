import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { administrator, type RunningProgram, runProgram } from "../support/run-program.ts";

// Starts the simulated floor as a user does. The floor knows only the program's address.

let program: RunningProgram;
let child: ChildProcess | undefined;
let printed = "";
beforeAll(async () => {
  program = await runProgram();
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await program.stop();
});

/** Sends a request to the account's v1 API and returns the body. */
async function call(method: string, path: string, body?: object) {
  const answer = await program.request(method, `/v1/accounts/~/${path}`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const always = Object.fromEntries(days.map((day) => [`${day}Sched`, "00002400"]));

/** Creates a dial group with a campaign, two dispositions, two agents, and 200 leads. Returns the campaign id. */
async function makeGroup(dialMode: string, areaCode: number): Promise<number> {
  const { dialGroupId } = await call("POST", "dial-groups", { dialGroupName: dialMode, dialMode });
  const { campaignId } = await call("POST", "campaigns", {
    dialGroupId,
    campaignName: dialMode,
    passDelayMin: 0,
    ...always,
  });
  for (const more of [
    { isComplete: true, isSuccess: true },
    { isRequeued: true, requireNote: true },
  ])
    await call("POST", "dispositions", { campaignId, name: "isComplete" in more ? "Sale" : "Call again", ...more });
  const { agentGroupId } = await call("POST", "agent-groups", { groupName: dialMode });
  for (const firstName of ["Ann", "Bob"])
    await call("POST", "agents", {
      agentGroupId,
      username: `${firstName}.${dialMode}`,
      firstName,
      dialGroups: [{ dialGroupId }],
    });
  const leads = Array.from({ length: 200 }, (_, i) => ({
    leadPhone: `${areaCode}55501${String(i % 100).padStart(2, "0")}`,
    leadTimezone: "America/New_York",
  }));
  await call("POST", `campaigns/${campaignId}/leads`, { leads });
  return campaignId;
}

/** Starts a floor at 100 times real speed. */
function startFloor(...more: string[]): ChildProcess {
  const { email, password } = administrator;
  const args = [
    "--url",
    program.url,
    "--email",
    email,
    "--password",
    password,
    "--speed",
    "100",
    "--hour",
    "18",
    ...more,
  ];
  const started = spawn(process.execPath, [join(import.meta.dirname, "../../clients/simulate/simulate.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  printed = "";
  for (const stream of [started.stdout, started.stderr])
    stream?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
  return started;
}

const dialed = async (campaignId: number): Promise<number> => {
  const { campaigns } = await call("GET", "dialer/floor?minutes=60");
  return campaigns.find((one: { campaignId: number }) => one.campaignId === campaignId)?.dialed ?? 0;
};

test("a floor dials, continues after the program is killed and restarted, and holds no claims once closed", async () => {
  const predictive = await makeGroup("PREDICTIVE", 212);
  const preview = await makeGroup("PREVIEW", 415);
  child = startFloor();
  await expect.poll(() => dialed(predictive), { timeout: 90_000 }).toBeGreaterThan(20);
  await expect.poll(() => dialed(preview), { timeout: 90_000 }).toBeGreaterThan(5);
  const { port } = new URL(program.url);
  await program.kill();
  const { data, databaseUrl } = program;
  program = await runProgram({ data, databaseUrl, env: { PORT: port } });
  const before = await dialed(predictive);
  await expect.poll(() => dialed(predictive), { timeout: 90_000 }).toBeGreaterThan(before + 10);
  const ended = once(child, "exit");
  child.kill("SIGINT");
  expect(await ended, printed).toEqual([0, null]);
  expect(printed).toMatch(/PREDICTIVE: calls \d+, ringing 0, answered \d+/);

  // A claim whose answer was cut off by the kill lapses on its own. The floor has ended every claim it knew of.
  const { campaigns } = await call("GET", "overview");
  const states = campaigns.flatMap((one: { states: { state: string; count: number }[] }) => one.states);
  const count = (state: string) =>
    states
      .filter((one: { state: string }) => one.state === state)
      .reduce((sum: number, one: { count: number }) => sum + one.count, 0);
  expect(count("ACTIVE")).toBe(0);
  expect(count("COMPLETE")).toBeGreaterThan(0);
  const { items } = await call("POST", "leads/search", { criteria: { systemDispositions: ["ANSWER"] }, limit: 5 });
  const lead = await call("GET", `leads/${items[0].leadId}`);
  const pass = lead.passes.find((one: { systemDisposition: string }) => one.systemDisposition === "ANSWER");
  expect(pass).toMatchObject({ agentId: expect.any(Number), agentDisposition: expect.any(String) });
  const history = (await call("GET", `leads/${lead.leadId}/history?order=oldest`)).items;
  const kinds = history.map(({ kind }: { kind: string }) => kind);
  expect(kinds.filter((kind: string) => kind === "CLAIMED").length).toBeGreaterThanOrEqual(
    kinds.filter((kind: string) => kind === "PASS").length,
  );
}, 300_000);

test.each([
  [["--dial-group", "987654"], "There is no dial group 987654 in this account."],
  [["--speed", "1000"], '--speed is "1000"; it must be a number from 1 to 100.'],
])("with %j the floor ends with one line that says why", async (args, says) => {
  child = startFloor(...args);
  const [code] = await once(child, "exit");
  expect(code).toBeGreaterThan(0);
  expect(printed).toBe(`${says}\n`);
});
