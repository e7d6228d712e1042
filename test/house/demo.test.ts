import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clientOf, signIn } from "../support/client.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadyard-demo-"));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the demo as `npm run demo` does, calls `look`, and stops the demo. */
async function visit<T>(look: (url: string, printed: string) => Promise<T>, ...args: string[]): Promise<T> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../demo/demo.ts"), ...args], {
    env: {
      PATH: process.env.PATH,
      PORT: "0",
      LOG_LEVEL: "warn",
      LEADYARD_DATA: folder,
      // The operator's own database, which the demo must not use. Nothing listens at this address.
      DATABASE_URL: "postgres://nobody@127.0.0.1:1/real",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  try {
    let printed = "";
    await new Promise<void>((resolve) => {
      child.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        // This is the last line.
        if (/withChildren.*\n/.test(printed)) resolve();
      });
      child.once("exit", () => resolve());
    });
    const url = /Leadyard is at\s+(http\S+)/.exec(printed)?.[1];
    if (url === undefined) throw new Error(`no address in:\n${printed}`);
    return await look(url, printed);
  } finally {
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  }
}

/** Signs in as each demo user and counts the leads, in total and in some states. */
async function figures(url: string, printed: string): Promise<Record<string, number>> {
  const password = /password +(\S+), for all/.exec(printed)?.[1] ?? "";
  const people = [...printed.matchAll(/^ +(\S+@\S+) +(admin|manager|dialer|viewer)$/gm)];
  expect(people.map(([, , role]) => role)).toEqual(["admin", "manager", "dialer", "viewer"]);
  const tokens = await Promise.all(people.map(([, email = ""]) => signIn(url, email, password)));
  const viewer = clientOf(url, tokens.at(-1) ?? "");
  const count = async (criteria: object) => {
    const found = await viewer.request("POST", "/voice/api/v1/admin/accounts/~/campaignLeads/leadSearch", {
      ...criteria,
      maxRows: 1,
    });
    expect(found.status).toBe(200);
    return Number(found.headers.get("x-total-count"));
  };
  const states = ["READY", "COMPLETE", "DO-NOT-CALL", "PENDING-CALLBACK", "PAUSED", "CANCELLED"];
  const counts = await Promise.all(states.map((state) => count({ leadStates: [state] })));
  return { all: await count({}), ...Object.fromEntries(states.map((state, i) => [state, counts[i] ?? 0])) };
}

test("the demo fills its own database once, lets its users sign in, and finds the same data when restarted", async () => {
  const first = await visit(async (url, printed) => {
    expect(printed).toMatch(/filled in \d/);
    expect(printed).toContain("DATABASE_URL is set but not used");
    return await figures(url, printed);
  });
  expect(first.all).toBe(20_000);
  for (const [state, leads] of Object.entries(first)) expect(leads, state).toBeGreaterThan(20);
  const second = await visit(async (url, printed) => {
    expect(printed).toContain("as you left it");
    return await figures(url, printed);
  });
  expect(second).toEqual(first);
  await visit(async (url, printed) => {
    const password = /password +(\S+), for all/.exec(printed)?.[1] ?? "";
    const viewer = clientOf(url, await signIn(url, "viewer@example.com", password));
    // Both dial groups are dialing, whatever the time of day.
    const atWork = async () => {
      const { campaigns } = (await viewer.request("GET", "/v1/accounts/~/dialer/floor?minutes=5")).body;
      return new Set(campaigns.map((one: { dialGroupId: number }) => one.dialGroupId)).size;
    };
    await expect.poll(atWork, { timeout: 60_000 }).toBe(2);
  }, "--simulate");
  const left = await visit(async (url, printed) => {
    const password = /password +(\S+), for all/.exec(printed)?.[1] ?? "";
    const viewer = clientOf(url, await signIn(url, "viewer@example.com", password));
    return (await viewer.request("GET", "/v1/accounts/~/dialer/floor?minutes=60")).body.campaigns;
  });
  for (const campaign of left) expect(campaign).toMatchObject({ fetched: 0, onCall: 0 });
}, 300_000);
