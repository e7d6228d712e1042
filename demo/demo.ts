import { join } from "node:path";
import { parseArgs } from "node:util";
import { greeting } from "../src/accounts/sign-in/first-start.ts";
import { readConfig } from "../src/config.ts";
import { withReachableData } from "../src/data-folder.ts";
import { fail, type RunningServer, start, stopAtSignal } from "../src/server.ts";
import { fillDemo } from "./fill.ts";
import { administrator, users } from "./make-center.ts";
import { simulate } from "./simulate.ts";

const password = "leadyard-demo";
const clientId = "demo-client";
const clientSecret = "demo-client-secret";

/**
 * Starts the program with the usual settings, except that the demo always uses its own database in `<LEADYARD_DATA>/demo`, so that
 * made-up data never mixes with real data, and never uses a mail server, so that nobody receives mail.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { simulate: { type: "boolean", default: false } } });
  const { DATABASE_URL, SMTP_URL, ...given } = readConfig();
  const config = await withReachableData(given);
  const folder = join(config.LEADYARD_DATA, "demo");
  const running = await start({
    ...config,
    // The simulated floor makes many requests a second and is drawn where the log would be.
    ...(values.simulate && config.LOG_LEVEL === "info" ? { LOG_LEVEL: "warn" as const } : {}),
    LEADYARD_DATA: folder,
    LEADYARD_ADMIN_EMAIL: administrator,
    LEADYARD_ADMIN_PASSWORD: password,
    LEADYARD_CLIENT_ID: clientId,
    LEADYARD_CLIENT_SECRET: clientSecret,
  });
  if (!values.simulate) stopAtSignal(running);
  const begun = performance.now();
  const filled = await fillDemo(running.context.db, password, running.context.clock());
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const left = Object.entries({ DATABASE_URL, SMTP_URL }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  process.stdout.write(
    greeting(running.url, undefined) +
      demoGuide(running, folder, filled ? `filled in ${seconds} s` : "as you left it", left),
  );
  if (values.simulate) await simulate(running, password);
}

/** How to sign in and what to try. */
function demoGuide({ url }: RunningServer, folder: string, how: string, left: string[]): string {
  const people = [{ email: administrator, role: "admin" }, ...users];
  const api = `${url}/voice/api/v1/admin/accounts/~`;
  const lines = [
    "",
    `This is a demo: a contact center with 20,000 leads whose numbers reach nobody (${how}).`,
    `Its data is in ${folder}; delete that folder to start over.`,
    ...left.map((name) => `${name} is set but not used: the demo has its own database and sends no mail.`),
    "",
    "Sign in with",
    "",
    ...people.map(({ email, role }) => `  ${email.padEnd(28)}${role}`),
    `  password                    ${password}, for all of them`,
    `  client id and secret        ${clientId}, ${clientSecret}`,
    "",
    "Try",
    "",
    "  get a token for the other commands",
    `    TOKEN=$(curl -s ${url}/api/auth/login/admin -d username=${administrator} -d password=${password} | sed 's/.*"accessToken":"\\([^"]*\\).*/\\1/')`,
    "  callbacks that are due",
    `    curl -s ${api}/campaignLeads/leadSearch -H "Authorization: Bearer $TOKEN" --json '{"leadStates":["AGENT-CALLBACK"],"maxRows":3}'`,
    "  leads in Mountain time whose last call was not answered",
    `    curl -s ${api}/campaignLeads/leadSearch -H "Authorization: Bearer $TOKEN" --json '{"leadTimezones":[{"name":"MST"}],"systemDispositions":["NOANSWER"],"maxRows":3}'`,
    "  campaigns with their dispositions and calling windows",
    `    curl -s ${api}/dialGroups/withChildren -H "Authorization: Bearer $TOKEN"`,
  ];
  return `${lines.map((line) => (line ? `  ${line}` : "")).join("\n")}\n\n`;
}

if (import.meta.main) main().catch(fail);
