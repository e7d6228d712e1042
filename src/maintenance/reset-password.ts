import { parseArgs } from "node:util";
import { removeSecondFactorOf } from "../accounts/second-factor/second-factor.ts";
import type { CredentialCounts } from "../accounts/sign-in/credentials/end-credentials.ts";
import { resetPassword } from "../accounts/sign-in/passwords/reset-password.ts";
import { connect } from "../db/database.ts";
import { prepareDatabase } from "../db/roles.ts";
import { failCommand, printLine } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run reset-password -- EMAIL [--keep-credentials] [--second-factor]

  Sets a new password for the user with that email address and prints it, ends the user's sessions, API tokens, and JWT credentials, and enables
  the user. With --keep-credentials, tokens and JWT credentials stay. With --second-factor, also removes the user's
  second factor, for somebody who lost it. The program may be running. Works on the embedded database, or the one of
  DATABASE_URL.
`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      "keep-credentials": { type: "boolean", default: false },
      "second-factor": { type: "boolean", default: false },
    },
  });
  const [email, ...more] = positionals;
  if (email === undefined || more.length > 0) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  const reset = await withDatabase(async (urls) => {
    await prepareDatabase(urls);
    const db = connect(urls.runtime, () => undefined);
    try {
      const made = await resetPassword(db, email, new Date(), { keepCredentials: values["keep-credentials"] });
      if (values["second-factor"] && made !== undefined)
        printLine(
          (await removeSecondFactorOf(db, email)) ? "The second factor was removed." : "There is no second factor.",
        );
      return made;
    } finally {
      await db.close();
    }
  });
  if (reset === undefined) throw new Error(`there is no user ${email}`);
  printLine(`The new password of ${email} is ${reset.password}. It is shown only once.`);
  printLine(`Ended: ${inWords(reset.ended)}. Still working: ${inWords(reset.kept)}.`);
}

const inWords = ({ sessions, apiTokens, jwtCredentials }: CredentialCounts) =>
  `sessions: ${sessions}, API tokens: ${apiTokens}, JWT credentials: ${jwtCredentials}`;

main().catch((error: unknown) => failCommand("No password was changed", error));
