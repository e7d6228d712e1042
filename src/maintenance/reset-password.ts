import { parseArgs } from "node:util";
import { resetPassword } from "../accounts/sign-in/reset-password.ts";
import { connect } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { giveUp, tell } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run reset-password -- EMAIL

  Gives the user with that mail address a new password and prints it, ends the user's sessions, and enables the user again. While the program runs
  or not, on the embedded database or the one of DATABASE_URL.
`;

async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [email, ...more] = positionals;
  if (email === undefined || more.length > 0) {
    process.stdout.write(usage);
    process.exitCode = 1;
    return;
  }
  const password = await withDatabase(async (connectionString) => {
    await migrate(connectionString);
    const db = connect(connectionString, () => undefined);
    try {
      return await resetPassword(db, email, new Date());
    } finally {
      await db.close();
    }
  });
  if (password === undefined) throw new Error(`there is no user ${email}`);
  tell(`${email} signs in with ${password} from now on; it is shown once. All sessions of this user have ended.`);
}

main().catch((error: unknown) => giveUp("No password was changed", error));
