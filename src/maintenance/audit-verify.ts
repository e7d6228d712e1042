import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type ChainEnd, type ChainFault, chainEnds, verifyChains, verifyEnds } from "../accounts/audit/audit-chain.ts";
import { connect } from "../db/database.ts";
import { failCommand, printLine } from "./tell.ts";
import { withDatabase } from "./with-database.ts";

const usage = `npm run audit-verify -- [ENDS]

  Checks the audit log: each entry has a hash over its content and the hash of the entry before it, per account. Names entries that were
  changed, moved, or removed, and ends with 1 if there are any, with 2 if it cannot check. Prints the end of each account's chain. Keep this output where
  nobody who administers the database can change it: given the file ENDS with lines of an earlier output, also checks that those
  ends are still part of the chains, which proves that nobody rebuilt them. The program may be running.
`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: "boolean", default: false } },
  });
  if (values.help || positionals.length > 1) {
    process.stdout.write(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const noted = positionals[0] === undefined ? [] : readEnds(await readFile(positionals[0], "utf8"));
  const { faults, ends } = await withDatabase(async ({ owner }) => {
    const db = connect(owner, () => undefined, 1);
    try {
      // One snapshot, so that entries written meanwhile are not compared with older ends.
      return await db.transaction(async (tx) => {
        await tx.client.query("set transaction isolation level repeatable read read only");
        return {
          faults: [...(await verifyChains(tx)), ...(await verifyEnds(tx, noted))],
          ends: await chainEnds(tx),
        };
      });
    } finally {
      await db.close();
    }
  });
  for (const fault of faults) printLine(inWords(fault));
  for (const { accountId, count, hash } of ends) printLine(`account ${accountId} ends with entry ${count} ${hash}`);
  const total = ends.reduce((sum, { count }) => sum + count, 0).toLocaleString("en-US");
  printLine(
    faults.length === 0
      ? `${total} entries are as they were written.`
      : `${faults.length === 1000 ? "At least " : ""}${faults.length} faults. The audit log was changed.`,
  );
  if (faults.length > 0) process.exitCode = 1;
}

/** Reads the lines with ends from the output of a former check. */
function readEnds(text: string): ChainEnd[] {
  const ends = [...text.matchAll(/account (\d+) ends with entry (\d+) ([\da-f]*)/g)].map(
    ([, accountId, count, hash]) => ({ accountId: Number(accountId), count: Number(count), hash: hash as string }),
  );
  if (ends.length === 0)
    throw new Error(
      "the file has no lines such as `account 1 ends with entry 17 5ac0…`; it takes the output of npm run audit-verify",
    );
  return ends;
}

function inWords({ accountId, number, auditId, fault }: ChainFault): string {
  const entry = number === null ? "an entry" : `entry ${number}`;
  return `account ${accountId}, ${entry}${auditId === null ? "" : ` (id ${auditId})`}: ${fault}`;
}

main().catch((error: unknown) => {
  failCommand("The audit log could not be checked", error);
  process.exitCode = 2;
});
