import { runExport } from "../support/export.ts";
import { figure } from "../support/figure.ts";
import { type Comparison, compare, type Goal, timeMs } from "../support/measure.ts";

const wanted = 60_000;
const shapes: { what: string; asked: { format: string; password?: string }; goal: Goal }[] = [
  { what: "leads as CSV, all columns", asked: { format: "CSV" }, goal: { atLeast: 1 } },
  { what: "leads as CSV in an encrypted ZIP archive", asked: { format: "CSV", password: "correct horse" }, goal: {} },
  { what: "leads as NDJSON", asked: { format: "NDJSON" }, goal: {} },
  { what: "leads as Excel workbook", asked: { format: "XLSX" }, goal: {} },
];

export default figure({
  about: "Leads exported over HTTP, from the request until the file is ready, against 60,000 per second",
  rows: 1_000_000,
  rounds: 3,
  async run({ makeDatabase, rows, rounds }) {
    await using on = await makeDatabase(rows);
    const signed = { ...on.program, accountId: on.accountId };
    const comparisons: Comparison[] = [];
    for (const { what, asked, goal } of shapes) {
      const rates: number[] = [];
      // A workbook takes longer than the other formats, so it runs once.
      for (let round = 0; round < (asked.format === "XLSX" ? 1 : rounds); round++) {
        const took = await timeMs(async () => {
          const { processed } = await runExport(signed, asked);
          if (processed !== rows) throw new Error(`${processed} of ${rows} leads exported`);
        });
        rates.push((rows / took) * 1000);
      }
      comparisons.push(
        compare(
          what,
          `${wanted}`,
          goal,
          "/s",
          rates,
          rates.map(() => wanted),
        ),
      );
    }
    return comparisons;
  },
});
