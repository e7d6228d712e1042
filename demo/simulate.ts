import { Api } from "../clients/simulate/api.ts";
import { runFloor } from "../clients/simulate/simulate.ts";
import type { RunningServer } from "../src/server.ts";
import { administrator, users } from "./make-center.ts";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * Runs a simulated floor on the demo's leads until a signal arrives, then stops the program. People may try the demo at night, so this
 * opens the calling windows around the clock and uses the answer rate of 4 PM.
 */
export async function simulate(running: RunningServer, password: string): Promise<void> {
  const closing = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => closing.abort());
  const account = { url: running.url, account: "~" };
  await openWindows(new Api({ ...account, signIn: { email: administrator, password } }));
  const dialer = users.find(({ role }) => role === "dialer")?.email ?? administrator;
  process.stdout.write(
    "  A simulated floor is dialing, with calling windows open around the clock. To run another: npm run simulate -- --help\n\n",
  );
  const options = { ...account, signIn: { email: dialer, password }, dialGroups: [], agents: 1000, speed: 4, seed: 1 };
  const people = { answers: 1, hour: 16, ratio: undefined, minutes: Number.POSITIVE_INFINITY };
  await runFloor({ ...options, ...people }, closing.signal, process.stdout);
  await running.stop();
  process.exit(0);
}

async function openWindows(api: Api): Promise<void> {
  const { items } = await api.send<{ items: { campaignId: number; isActive: number }[] }>("GET", "campaigns");
  const windows = Object.fromEntries(days.map((day) => [`${day}Sched`, "00002400"]));
  for (const { campaignId } of items.filter(({ isActive }) => isActive === 1))
    await api.send("PATCH", `campaigns/${campaignId}`, windows);
}
