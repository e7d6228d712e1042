import { parseArgs } from "node:util";
import { resetPassword } from "../accounts/sign-in/reset-password.ts";
import { connect } from "../db/database.ts";
import { migrate } from "../db/migrate.ts";
import { failCommand, printLine } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run reset-password -- EMAIL

  Sets a new password for the user with that email address and prints it, ends the user's sessions, and enables the user. The program may be
  running. Works on the embedded database, or the one of DATABASE_URL.
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
  printLine(
    `The new password of ${email} is ${password}. It is shown only once. All sessions of this user have ended.`,
  );
}

main().catch((error: unknown) => failCommand("No password was changed", error));
