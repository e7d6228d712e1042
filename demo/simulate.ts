import { Api } from "../clients/simulate/api.ts";
import { runFloor } from "../clients/simulate/simulate.ts";
import type { RunningServer } from "../src/server.ts";
import { administrator, users } from "./make-centre.ts";

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * Has a simulated floor dial the demo's leads until a signal comes, and stops the program after it. Somebody looks at it at night too, so
 * calling windows are opened round the clock, and people answer as in the afternoon.
 */
export async function simulate(running: RunningServer, password: string): Promise<void> {
  const closing = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => closing.abort());
  const account = { url: running.url, account: "~" };
  await openWindows(new Api({ ...account, signIn: { email: administrator, password } }));
  const dialer = users.find(({ role }) => role === "dialer")?.email ?? administrator;
  process.stdout.write(
    "  A simulated floor dials, with the calling windows open round the clock. Another one: npm run simulate -- --help\n\n",
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
