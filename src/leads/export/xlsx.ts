import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate as breathe } from "node:timers/promises";
import { WorkbookWriter } from "@cj-tech-master/excelts";
import { identifier, join, type Sql, sql } from "../../db/sql.ts";
import type { Chosen } from "./asked.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

/** What a sheet and a cell of Excel hold; a file with more is one that it calls damaged. */
const sheetRows = 1_048_576;
const cellLength = 32_767;

// Fifty rows take 3 ms, during which nobody else is served.
const atATime = 50;

/** The cells of a row: numbers and booleans as such, all else text, which is never a formula. */
export function sheetCells(chosen: readonly Chosen[]): Sql {
  const cells = chosen.map(({ field }, i) => sql`${cell(findColumn(field) as Column)} as ${identifier(`c${i}`)}`);
  return join(cells, sql`, `);
}

function cell({ value, kind }: Column): Sql {
  if (kind === "moment") return momentText(value);
  return kind === "json" ? sql`${value}::text` : value;
}

/**
 * Rows as an Excel workbook with a sheet named Leads, and further ones when it is full. Cells of more than 32,767 characters, which Excel does not
 * take, end there with an ellipsis.
 */
export async function* workbook(
  headers: readonly string[],
  batches: AsyncIterable<unknown[][]>,
): AsyncGenerator<Buffer> {
  const output = new PassThrough();
  const written = write(output, headers, batches).catch((error: unknown) => void output.destroy(error as Error));
  try {
    for await (const piece of output) yield piece as Buffer;
  } finally {
    output.destroy();
    await written;
  }
}

async function write(
  output: PassThrough,
  headers: readonly string[],
  batches: AsyncIterable<unknown[][]>,
): Promise<void> {
  const book = new WorkbookWriter({ stream: output, useSharedStrings: false, useStyles: false });
  let sheets = 0;
  const nextSheet = () => {
    sheets++;
    const sheet = book.addWorksheet(sheets === 1 ? "Leads" : `Leads ${sheets}`, {
      views: [{ state: "frozen", ySplit: 1 }],
    });
    sheet.addRow([...headers]).commit();
    return sheet;
  };
  let sheet = nextSheet();
  let rows = 1;
  for await (const batch of batches) {
    for (const [i, row] of batch.entries()) {
      if (rows === sheetRows) {
        sheet.commit();
        sheet = nextSheet();
        rows = 1;
      }
      sheet.addRow(row.map(fitting)).commit();
      rows++;
      if (i % atATime === 0) {
        await breathe();
        if (output.destroyed) return;
        if (output.writableNeedDrain) await Promise.race([once(output, "drain"), once(output, "close")]);
      }
    }
  }
  sheet.commit();
  await book.commit();
}

const fitting = (value: unknown) =>
  typeof value === "string" && value.length > cellLength ? `${value.slice(0, cellLength - 1)}…` : value;
