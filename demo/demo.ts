import { join } from "node:path";
import { parseArgs } from "node:util";
import { greeting } from "../src/accounts/sign-in/first-start.ts";
import { readConfig } from "../src/config.ts";
import { withReachableData } from "../src/data-folder.ts";
import { fail, type RunningServer, start, stopAtSignal } from "../src/server.ts";
import { fill } from "./fill.ts";
import { administrator, users } from "./make-centre.ts";
import { simulate } from "./simulate.ts";

const password = "leadyard-demo";
const clientId = "demo-client";
const clientSecret = "demo-client-secret";

/**
 * Starts the program on the usual settings, but on a database of its own in `<LEADYARD_DATA>/demo`, whatever DATABASE_URL says, so that what is
 * made up never stands among what is not; and without a mail server, so that nobody is written to.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { simulate: { type: "boolean", default: false } } });
  const { DATABASE_URL, SMTP_URL, ...given } = readConfig();
  const config = await withReachableData(given);
  const folder = join(config.LEADYARD_DATA, "demo");
  const running = await start({
    ...config,
    // A floor makes many requests a second, and is shown where the log would stand.
    ...(values.simulate && config.LOG_LEVEL === "info" ? { LOG_LEVEL: "warn" as const } : {}),
    LEADYARD_DATA: folder,
    LEADYARD_ADMIN_EMAIL: administrator,
    LEADYARD_ADMIN_PASSWORD: password,
    LEADYARD_CLIENT_ID: clientId,
    LEADYARD_CLIENT_SECRET: clientSecret,
  });
  if (!values.simulate) stopAtSignal(running);
  const begun = performance.now();
  const filled = await fill(running.context.db, password, running.context.clock());
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const left = Object.entries({ DATABASE_URL, SMTP_URL }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  process.stdout.write(
    greeting(running.url, undefined) +
      guide(running, folder, filled ? `filled in ${seconds} s` : "as it was left", left),
  );
  if (values.simulate) await simulate(running, password);
}

/** How to sign in, and what there is to see. */
function guide({ url }: RunningServer, folder: string, how: string, left: string[]): string {
  const people = [{ email: administrator, role: "admin" }, ...users];
  const api = `${url}/voice/api/v1/admin/accounts/~`;
  const lines = [
    "",
    `This is a demo: a contact center with 20,000 leads whose numbers reach nobody (${how}).`,
    `Its data are in ${folder}; delete that folder to begin anew.`,
    ...left.map((name) => `${name} is set, and left alone: the demo brings its own database, and sends no mail.`),
    "",
    "Sign in with",
    "",
    ...people.map(({ email, role }) => `  ${email.padEnd(28)}${role}`),
    `  password                    ${password}, for all of them`,
    `  client id and secret        ${clientId}, ${clientSecret}`,
    "",
    "Look at",
    "",
    "  a token, for the others",
    `    TOKEN=$(curl -s ${url}/api/auth/login/admin -d username=${administrator} -d password=${password} | sed 's/.*"accessToken":"\\([^"]*\\).*/\\1/')`,
    "  callbacks that are due",
    `    curl -s ${api}/campaignLeads/leadSearch -H "Authorization: Bearer $TOKEN" --json '{"leadStates":["AGENT-CALLBACK"],"maxRows":3}'`,
    "  leads in mountain time whose last call nobody answered",
    `    curl -s ${api}/campaignLeads/leadSearch -H "Authorization: Bearer $TOKEN" --json '{"leadTimezones":[{"name":"MST"}],"systemDispositions":["NOANSWER"],"maxRows":3}'`,
    "  the campaigns, dispositions and windows",
    `    curl -s ${api}/dialGroups/withChildren -H "Authorization: Bearer $TOKEN"`,
  ];
  return `${lines.map((line) => (line ? `  ${line}` : "")).join("\n")}\n\n`;
}

if (import.meta.main) main().catch(fail);
