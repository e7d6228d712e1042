import { type Sql, sql } from "../../db/sql.ts";

/** A moment as a query writes it: RFC 3339 in UTC, `2026-07-24T16:00:00.000Z`. */
export const momentText = (moment: Sql): Sql =>
  sql`to_char(${moment} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
